import type { Db, Tx } from '../../../db/database.ts';
import type { Context } from '../../../shared/context.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { requireRoom } from '../../../shared/billing/ledger/require-room.ts';

/** Creates an app with its own data key and the server's current embedding model. @throws quota_exceeded */
export async function insertApp(ctx: Context, db: Db | Tx, input: { workspaceId: string; name: string }) {
  return db.isTransaction
    ? insertRow(ctx, db as Tx, input)
    : db.transaction().execute((tx) => insertRow(ctx, tx, input));
}

async function insertRow(ctx: Context, tx: Tx, input: { workspaceId: string; name: string }) {
  const appId = newId('app');
  const { model, dimensions } = ctx.models.defaultEmbedding;
  const row = await tx
    .insertInto('apps')
    .values({
      app_id: appId,
      workspace_id: input.workspaceId,
      name: input.name,
      embedding_model: model,
      embedding_dimensions: dimensions,
      wrapped_key: ctx.appKeys.wrap(appId, 1),
      key_version: 1,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await requireRoom(tx, input.workspaceId, ['apps']);
  return row;
}
