import { createHmac, timingSafeEqual } from 'node:crypto';
import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import { identitySecret } from './identity-secret.ts';

/**
 * Checks that the app's own server vouches for the person.
 * @param signature HMAC-SHA-256 of the id by the app's identity secret, in hexadecimal
 * @throws invalid_end_user_signature; invalid_request for a signature of nothing
 */
export function requireSignature(call: AppCall, endUserId: string | undefined, signature: string): void {
  if (endUserId === undefined)
    fail('invalid_request', 'end_user_signature signs end_user_id, which is missing.');
  const version = call.app.identitySecretVersion;
  if (version <= 0)
    fail(
      'invalid_end_user_signature',
      'This app has no identity secret to check signatures with. An admin can create one (panel, Keys).',
    );
  const expected = createHmac('sha256', identitySecret(call, call.app, version))
    .update(endUserId)
    .digest();
  if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) fail('invalid_end_user_signature');
}
