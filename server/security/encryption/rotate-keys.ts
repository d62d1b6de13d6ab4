import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { beginRotation } from '../../../shared/security/vault/rotate-app-key.ts';
import { rotateMasterKey } from '../../../shared/security/vault/rotate-master-key.ts';

/** Another master key, made here: only where it stands in a file that this process may replace. */
export async function rotateMaster(ctx: Context): Promise<{ version: number }> {
  if (ctx.config.masterKey)
    fail(
      'invalid_request',
      'MASTER_KEY comes from the environment, which the panel cannot change: run npm run keys:rotate-master on the server.',
    );
  const { version } = await rotateMasterKey(ctx, undefined);
  return { version };
}

/** Begins the rotation of an app's key; a worker takes it to its end. @throws app_key_rotating */
export const rotateApp = (ctx: Context, appId: string): Promise<{ version: number }> =>
  ctx.db.transaction().execute((tx) => beginRotation(ctx, tx, appId));
