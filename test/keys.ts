// Keys and apps beside the demo app's, made the way the service makes them.
import { insertApp } from '../server/tenancy/apps/insert-app.ts';
import { insertKey } from '../server/access/keys/insert-key.ts';
import { newSecret } from '../server/access/keys/secret.ts';
import { Scope, type CreateKey } from '../shared/contract/index.ts';
import type { Docent } from './harness.ts';

export type TestKey = { appId: string; keyId: string; secret: string };

/** The app that the first start made. */
export async function demoAppId({ ctx }: Docent): Promise<string> {
  const { app_id } = await ctx.db
    .selectFrom('apps')
    .select('app_id')
    .where('name', '=', 'Demo')
    .executeTakeFirstOrThrow();
  return app_id;
}

/** A key of the demo app, or of a given app; default: secret, every scope, no origins. */
export async function newKey(docent: Docent, key: Partial<CreateKey> = {}, appId?: string): Promise<TestKey> {
  const kind = key.kind ?? 'secret';
  const secret = newSecret(kind);
  const whole = { name: 'Test', kind, scopes: [...Scope.options], allowed_origins: [], ...key };
  const row = await insertKey(docent.ctx, docent.ctx.db, appId ?? (await demoAppId(docent)), whole, secret);
  return { appId: row.app_id, keyId: row.key_id, secret };
}

/** Another app in the same workspace, or in a given one, with a key that may do everything in it. */
export async function newAppWithKey(docent: Docent, workspaceId?: string): Promise<TestKey> {
  const { workspace_id } = await docent.ctx.db
    .selectFrom('workspaces')
    .select('workspace_id')
    .executeTakeFirstOrThrow();
  const app = await insertApp(docent.ctx, docent.ctx.db, {
    workspaceId: workspaceId ?? workspace_id,
    name: `Other ${newSecret('secret')}`,
  });
  return newKey(docent, {}, app.app_id);
}

export const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
