import { fail } from '../../../shared/platform/errors.ts';
import { rotateMasterKey } from '../../../shared/security/vault/rotate-master-key.ts';
import type { AdminCall } from '../../call.ts';

/** Another master key, made here: only where it stands in a file that this process may replace. */
export async function replaceMasterKey(call: AdminCall): Promise<{ version: number }> {
  if (call.config.masterKey)
    fail(
      'invalid_request',
      'MASTER_KEY comes from the environment, which the panel cannot change: run npm run keys:rotate-master on the server.',
    );
  const { version } = await rotateMasterKey(call, undefined);
  return { version };
}
