// The first start creates the operator's workspace, the demo app with its key, and the first admin.
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { appendEntry } from '../../../shared/security/audit/append-entry.ts';
import { Scope } from '../../../shared/contract/operation.ts';
import type { Context } from '../../../shared/context.ts';
import { recordFee } from '../../../shared/billing/invoices/record-fee.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { createAdmin } from '../../access/admins/create-admin.ts';
import { askEmbedding } from '../../tenancy/apps/ask-embedding.ts';
import { insertApp } from '../../tenancy/apps/insert-app.ts';
import { insertKey } from '../../access/keys/insert-key.ts';
import { newSecret } from '../../access/keys/secret.ts';
import { SEED_PENDING } from './seed-demo.ts';

/** Name of the key that the first start prints. */
export const DEMO_KEY = 'Demo key';

export type FirstStart = { apiKey: string; adminEmail: string; adminPassword: string };

/** Any number: the id of the lock for the first start. */
const FIRST_START_LOCK = 4_207_311;

/**
 * Creates the demo app and the first admin if there is no workspace yet. The demo documents follow later.
 * @returns the secrets, to be shown once; undefined on later starts
 */
export async function firstStart(ctx: Context): Promise<FirstStart | undefined> {
  const apiKey = ctx.config.bootstrapApiKey ?? newSecret('secret');
  const adminPassword = ctx.config.adminPassword ?? randomBytes(12).toString('base64url');
  const adminEmail = ctx.config.adminEmail.toLowerCase();
  if (await ctx.db.selectFrom('workspaces').select('workspace_id').executeTakeFirst()) return undefined;
  const embedding = await askEmbedding(ctx);
  return ctx.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${FIRST_START_LOCK}::bigint)`.execute(tx);
    if (await tx.selectFrom('workspaces').select('workspace_id').executeTakeFirst()) return undefined;
    const workspaceId = newId('wsp');
    // The operator's own workspace has no quotas.
    await tx
      .insertInto('workspaces')
      .values({ workspace_id: workspaceId, name: 'Home', plan: 'custom' })
      .execute();
    await recordFee(tx, workspaceId);
    const row = await insertApp(ctx, tx, { workspaceId, name: 'Demo', embedding });
    const key = {
      name: DEMO_KEY,
      kind: 'secret' as const,
      scopes: [...Scope.options],
      // The portal's console runs in a browser; other pages are refused.
      allowed_origins: ownOrigins(ctx.config.publicUrl),
    };
    await insertKey(ctx, tx, row.app_id, key, apiKey);
    const admin_id = await createAdmin(tx, {
      email: adminEmail,
      password: adminPassword,
      role: 'owner',
      // A password that was printed in a terminal must be changed.
      passwordChangeRequired: !ctx.config.adminPassword,
    });
    await tx
      .insertInto('settings')
      .values({ name: SEED_PENDING, value: Buffer.from(row.app_id) })
      .execute();
    await appendEntry(ctx, tx, {
      actor_kind: 'system',
      action: 'installation.begin',
      app_id: row.app_id,
      workspace_id: workspaceId,
      subjects: { admin_id },
      outcome: 'ok',
    });
    return { apiKey, adminEmail, adminPassword };
  });
}

/** The portal's own origins: localhost and 127.0.0.1 are different origins of one server. */
function ownOrigins(publicUrl: string): string[] {
  const { origin } = new URL(publicUrl);
  const twin = origin.replace('//127.0.0.1', '//localhost');
  return twin === origin ? [origin] : [origin, twin];
}
