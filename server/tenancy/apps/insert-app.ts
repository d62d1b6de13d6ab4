import type { Db, Tx } from '../../../db/database.ts';
import type { EmbeddingChoice } from '../../../shared/models/model.ts';
import type { Context } from '../../../shared/context.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { measureRoom } from '../../../shared/billing/ledger/measure-room.ts';

type Input = { workspaceId: string; name: string; embedding?: EmbeddingChoice };

/** Creates an app with its own data key and the server's current embedding model. @throws quota_exceeded */
export async function insertApp(ctx: Context, db: Db | Tx, input: Input) {
  return db.isTransaction
    ? insertRow(ctx, db as Tx, input)
    : db.transaction().execute((tx) => insertRow(ctx, tx, input));
}

async function insertRow(ctx: Context, tx: Tx, input: Input) {
  const appId = newId('app');
  const { model, dimensions, queryPrefix, documentPrefix } = input.embedding ?? ctx.models.defaultEmbedding;
  const requireRoom = await measureRoom(tx, { appId, workspaceId: input.workspaceId }, ['apps']);
  const row = await tx
    .insertInto('apps')
    .values({
      app_id: appId,
      workspace_id: input.workspaceId,
      name: input.name,
      embedding_model: model,
      embedding_dimensions: dimensions,
      embedding_query_prefix: queryPrefix,
      embedding_document_prefix: documentPrefix,
      wrapped_key: ctx.appKeys.wrap(appId, 1),
      key_version: 1,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await requireRoom();
  return row;
}
