import { fail } from '../../../shared/platform/errors.ts';
import { rotateMasterKey } from '../../../shared/security/vault/rotate-master-key.ts';
import type { AdminCall } from '../../call.ts';

/** Rotates the master key, if it is in a file that this process can replace. */
export async function replaceMasterKey(call: AdminCall): Promise<{ version: number }> {
  if (call.config.masterKey)
    fail(
      'invalid_request',
      'MASTER_KEY is set in the environment, which the panel cannot change. Run npm run keys:rotate-master on the server.',
    );
  const { version } = await rotateMasterKey(call, undefined);
  return { version };
}
