import { beginRotation } from '../../../shared/security/vault/rotate-app-key.ts';
import type { AppCall } from '../../call.ts';

/** Starts the rotation of an app's data key; a worker completes it. @throws app_key_rotating */
export const rotateAppKey = (call: AppCall): Promise<{ version: number }> =>
  // Not as the tenant, which cannot change keys.
  call.connection.db.transaction().execute((tx) => beginRotation(call, tx, call.app.appId));
