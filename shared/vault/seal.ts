// AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D); the context is authenticated, so that a sealed value
// moved to another row, app or column does not open.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A 256-bit key, prepared once: handing OpenSSL raw bytes at every call costs more than encrypting a message. */
export type DataKey = KeyObject;
export const toDataKey = (bytes: Buffer): DataKey => createSecretKey(bytes);

/** The bytes of a new 256-bit key. */
export const newKeyBytes = (): Buffer => randomBytes(32);

const NONCES_AT_ONCE = 512;
let nonces = Buffer.alloc(0);

/** Random nonces, drawn from the system many at a time; none is given twice. */
function nextNonce(): Buffer {
  if (nonces.length < NONCE_BYTES) nonces = randomBytes(NONCE_BYTES * NONCES_AT_ONCE);
  const nonce = nonces.subarray(0, NONCE_BYTES);
  nonces = nonces.subarray(NONCE_BYTES);
  return nonce;
}

/**
 * Encrypts a value for one place.
 * @param context names that place, e.g. `messages/app_…/msg_…`; opening needs the same
 * @returns version (1 byte), nonce (12), tag (16), ciphertext
 */
export function seal(key: DataKey, plain: string | Buffer, context: string): Buffer {
  const nonce = nextNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([
    typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain),
    cipher.final(),
  ]);
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), body]);
}

/**
 * Decrypts what `seal` made.
 * @throws when key or context are not those it was sealed with, or a bit has changed
 */
export function unseal(key: DataKey, sealed: Buffer, context: string): Buffer {
  if (sealed[0] !== VERSION) throw new Error(`sealed value of unknown version ${sealed[0]}`);
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const tag = sealed.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context)).setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed.subarray(1 + NONCE_BYTES + TAG_BYTES)), decipher.final()]);
}

/** A key for one purpose, from the master key (HKDF-SHA256, RFC 5869). */
export const deriveKey = (masterKey: Buffer, purpose: string): DataKey =>
  toDataKey(Buffer.from(hkdfSync('sha256', masterKey, '', `docent/${purpose}`, 32)));

/** Keyed hash of a secret that is only ever compared, such as an API key or a session cookie. */
export const keyedHash = (key: DataKey, secret: string): Buffer =>
  createHmac('sha256', key).update(secret).digest();
