import { keyedHash } from '../../../shared/security/vault/seal.ts';
import type { AppCall } from '../../call.ts';

/** A session's secret, derived from the master key and not stored. */
export const sessionSecret = (call: AppCall, sessionId: string): string =>
  `ss_${keyedHash(call.masterKey.hashing, `session/${call.app.appId}/${sessionId}`).toString('base64url')}`;
