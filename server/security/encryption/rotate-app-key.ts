import { beginRotation } from '../../../shared/security/vault/rotate-app-key.ts';
import type { AppCall } from '../../call.ts';

/** Begins the rotation of an app's key; a worker completes it. @throws app_key_rotating */
export const rotateAppKey = (call: AppCall): Promise<{ version: number }> =>
  // Not as the tenant, who may not change keys.
  call.connection.db.transaction().execute((tx) => beginRotation(call, tx, call.app.appId));
