// The signing key of this installation, for receipts and the head of the audit log. Ed25519 (RFC 8032).
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
} from 'node:crypto';
import type { Db } from '../../../db/database.ts';
import type { MasterKey } from './master-key.ts';
import { seal, unseal } from './seal.ts';

export type SigningKey = {
  /** Id of the public key: the first 16 hex digits of the SHA-256 of its SPKI bytes. */
  keyId: string;
  /** SPKI in PEM, to be published. */
  publicKey: string;
  /** @returns 64 bytes */
  sign(data: Buffer): Buffer;
};

const SIGNING_KEY = 'signing_key';
const SIGNING_KEY_PLACE = `settings/${SIGNING_KEY}`;

/** Opens the signing key, generated at the first start; its private half is stored sealed. */
export async function openSigningKey(db: Db, masterKey: Pick<MasterKey, 'sealing'>): Promise<SigningKey> {
  const stored = db.selectFrom('settings').select('value').where('name', '=', SIGNING_KEY);
  let row = await stored.executeTakeFirst();
  if (!row) {
    const made = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });
    // Two processes may start at the same time: the first one's key is used.
    await db
      .insertInto('settings')
      .values({ name: SIGNING_KEY, value: seal(masterKey.sealing, made, SIGNING_KEY_PLACE) })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    row = await stored.executeTakeFirstOrThrow();
  }
  const key = unseal(masterKey.sealing, row.value, SIGNING_KEY_PLACE);
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }).toString();
  return { keyId: keyIdOf(publicKey), publicKey, sign: (data) => sign(null, data, privateKey) };
}

/** @param publicKey SPKI in PEM */
export const keyIdOf = (publicKey: string): string =>
  createHash('sha256')
    .update(createPublicKey(publicKey).export({ format: 'der', type: 'spki' }))
    .digest('hex')
    .slice(0, 16);

/** Whether the signature is valid. An unreadable key verifies nothing. */
export function verifySignature(publicKey: string, data: Buffer, signature: Buffer): boolean {
  try {
    return verify(null, data, createPublicKey(publicKey), signature);
  } catch {
    return false;
  }
}
