// AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D). The context is authenticated: a sealed value that was
// moved to another row, app or column cannot be opened.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';

/** A sealed value starts with its format (AES-256-GCM) and the version of its key. */
const FORM = 1;
const FORM_BYTES = 5;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** An app's keys by version, during a rotation; new values are sealed with `version`. */
export type KeyRing = { version: number; keys: Map<number, KeyObject> };
/** A 256-bit key, prepared once: passing raw bytes to OpenSSL at every call costs more than encrypting a message. */
export type DataKey = KeyObject | KeyRing;
export const toDataKey = (bytes: Buffer): KeyObject => createSecretKey(bytes);

/** The key for new values and its version; a key without versions counts as the first. */
export const writingKey = (key: DataKey): { version: number; secret: KeyObject } =>
  'keys' in key
    ? { version: key.version, secret: readingKey(key, key.version) }
    : { version: 1, secret: key };

/** @throws if that version does not exist */
export function readingKey(key: DataKey, version: number): KeyObject {
  const found = 'keys' in key ? key.keys.get(version) : version === 1 ? key : undefined;
  if (!found) throw new Error(`there is no key with version ${version}`);
  return found;
}

/** The bytes of a new 256-bit key. */
export const newKeyBytes = (): Buffer => randomBytes(32);

const NONCES_AT_ONCE = 512;
let nonces = Buffer.alloc(0);

/** Random nonces, generated in batches; none is used twice. */
function nextNonce(): Buffer {
  if (nonces.length < NONCE_BYTES) nonces = randomBytes(NONCE_BYTES * NONCES_AT_ONCE);
  const nonce = nonces.subarray(0, NONCE_BYTES);
  nonces = nonces.subarray(NONCE_BYTES);
  return nonce;
}

/**
 * Encrypts a value for one context.
 * @param context e.g. `messages/app_…/msg_…`; decrypting needs the same
 * @returns format (1 byte), version of the key (4), nonce (12), tag (16), ciphertext
 */
export function seal(key: DataKey, plain: string | Buffer, context: string): Buffer {
  const nonce = nextNonce();
  const { version, secret } = writingKey(key);
  const cipher = createCipheriv('aes-256-gcm', secret, nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([
    typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain),
    cipher.final(),
  ]);
  return Buffer.concat([formOf(version), nonce, cipher.getAuthTag(), body]);
}

/** Decrypts what `seal` returned. @throws if key or context are wrong, or a bit has changed */
export function unseal(key: DataKey, sealed: Buffer, context: string): Buffer {
  if (sealed[0] !== FORM) throw new Error(`sealed value of unknown format ${sealed[0]}`);
  const tagAt = FORM_BYTES + NONCE_BYTES;
  const bodyAt = tagAt + TAG_BYTES;
  const secret = readingKey(key, sealed.readUInt32BE(1));
  const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(FORM_BYTES, tagAt))
    .setAAD(Buffer.from(context))
    .setAuthTag(sealed.subarray(tagAt, bodyAt));
  return Buffer.concat([decipher.update(sealed.subarray(bodyAt)), decipher.final()]);
}

/** The first bytes of values sealed with this version of the key, to find them in the database. */
export function formOf(version: number): Buffer {
  const form = Buffer.alloc(FORM_BYTES, FORM);
  form.writeUInt32BE(version, 1);
  return form;
}

/** A key for one purpose, derived from the master key (HKDF-SHA256, RFC 5869). */
export const deriveKey = (masterKey: Buffer, purpose: string, salt: Buffer = Buffer.alloc(0)): KeyObject =>
  toDataKey(Buffer.from(hkdfSync('sha256', masterKey, salt, `docent/${purpose}`, 32)));

/** Keyed hash of a secret that is only compared, such as an API key or a session cookie. */
export const keyedHash = (key: KeyObject, secret: string): Buffer =>
  createHmac('sha256', key).update(secret).digest();
