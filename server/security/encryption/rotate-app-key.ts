import type { Context } from '../../../shared/context.ts';
import { beginRotation } from '../../../shared/security/vault/rotate-app-key.ts';

/** Begins the rotation of an app's key; a worker takes it to its end. @throws app_key_rotating */
export const rotateAppKey = (ctx: Context, appId: string): Promise<{ version: number }> =>
  ctx.db.transaction().execute((tx) => beginRotation(ctx, tx, appId));
