// The very first start: the operator's workspace, the demo app with its documents and key, and the first admin.
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { toApp } from '../../shared/app.ts';
import { Scope } from '../../shared/contract/operation.ts';
import type { Context } from '../../shared/context.ts';
import { newId } from '../../shared/ids.ts';
import { createAdmin } from '../admins/create-admin.ts';
import { createApp } from '../apps/create-app.ts';
import type { Call } from '../call.ts';
import { uploadText } from '../documents/upload-documents.ts';
import { insertKey } from '../keys/create-key.ts';
import { newSecret } from '../keys/secret.ts';

export type FirstStart = { apiKey: string; adminEmail: string; adminPassword: string };

const SEED = new URL('../../db/seed/', import.meta.url);
/** Any number: it names the lock that lets one of several processes begin. */
const FIRST_START_LOCK = 4_207_311;
const READY_WITHIN_MS = 20_000;

/**
 * Makes the demo app and the first admin, if there is no workspace yet.
 * @returns the secrets, to be shown this once; undefined on every later start
 */
export async function firstStart(ctx: Context): Promise<FirstStart | undefined> {
  const apiKey = ctx.config.bootstrapApiKey ?? newSecret('secret');
  const adminPassword = ctx.config.adminPassword ?? randomBytes(12).toString('base64url');
  const adminEmail = ctx.config.adminEmail.toLowerCase();
  const app = await ctx.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${FIRST_START_LOCK}::bigint)`.execute(tx);
    if (await tx.selectFrom('workspaces').select('workspace_id').executeTakeFirst()) return undefined;
    const workspaceId = newId('wsp');
    // The operator's own workspace: no plan's quotas bind it.
    await tx
      .insertInto('workspaces')
      .values({ workspace_id: workspaceId, name: 'Home', plan: 'custom' })
      .execute();
    const row = await createApp(ctx, tx, { workspaceId, name: 'Demo' });
    const key = {
      name: 'Demo key',
      kind: 'secret' as const,
      scopes: [...Scope.options],
      allowed_origins: [],
    };
    await insertKey(ctx, tx, row.app_id, key, apiKey);
    await createAdmin(tx, { email: adminEmail, password: adminPassword, role: 'owner' });
    return toApp(ctx, row);
  });
  if (!app) return undefined;
  const call = { ...ctx, app, signal: ctx.stopping.signal } as Call;
  for (const name of await readdir(SEED))
    if (name.endsWith('.md'))
      await uploadText(call, { name, text: await readFile(new URL(name, SEED), 'utf8') });
  if (ctx.config.roles.has('worker')) await untilReady(ctx, app.appId);
  return { apiKey, adminEmail, adminPassword };
}

/** Waits until the demo documents can be asked, so that the printed example works as soon as it is read. */
async function untilReady({ db, stopping }: Context, appId: string): Promise<void> {
  const give_up = Date.now() + READY_WITHIN_MS;
  while (Date.now() < give_up && !stopping.signal.aborted) {
    const waiting = await db
      .selectFrom('documents')
      .select('document_id')
      .where('app_id', '=', appId)
      .where('status', 'not in', ['ready', 'failed'])
      .executeTakeFirst();
    if (!waiting) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
