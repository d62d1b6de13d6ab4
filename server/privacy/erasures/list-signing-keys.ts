import type { Context } from '../../../shared/context.ts';

/** The public keys of receipts. */
export async function listSigningKeys({ signing }: Context) {
  const { keyId: key_id, publicKey: public_key } = signing;
  return { keys: [{ key_id, algorithm: 'Ed25519' as const, public_key }] };
}
