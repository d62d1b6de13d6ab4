// How a blob is sealed, in a folder as in a bucket: its format and the version of its key (12 bytes), nonce (12),
// ciphertext of AES-256-GCM, tag (16).
import { createCipheriv, createDecipheriv, randomBytes, type DecipherGCM } from 'node:crypto';
import { Readable } from 'node:stream';
import { readingKey, writingKey, type DataKey } from './seal.ts';

export type BlobPlace = { appId: string; blobId: string; key: DataKey };

/** A blob cannot be decrypted: it was changed, or is still being written. */
export class BlobUnreadable extends Error {}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORM = Buffer.from('docent\0\x01', 'latin1');
const FORM_BYTES = FORM.length + 4;
const HEAD_BYTES = FORM_BYTES + NONCE_BYTES;

const contextOf = ({ appId, blobId }: BlobPlace) => Buffer.from(`blobs/${appId}/${blobId}`);

/** Encrypts with the app's current key, piece by piece. */
export async function* sealPieces(
  place: BlobPlace,
  pieces: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void> {
  const { version, secret } = writingKey(place.key);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', secret, nonce).setAAD(contextOf(place));
  const form = Buffer.alloc(FORM_BYTES);
  FORM.copy(form);
  form.writeUInt32BE(version, FORM.length);
  yield Buffer.concat([form, nonce]);
  for await (const piece of pieces) yield cipher.update(piece);
  cipher.final();
  yield cipher.getAuthTag();
}

/** The content of a sealed blob, whose head is read here: `version` of its key. @throws BlobUnreadable */
export async function unsealPieces(
  place: BlobPlace,
  sealed: Readable,
): Promise<{ version: number; content: Readable }> {
  const pieces = sealed[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    let start = Buffer.alloc(0);
    while (start.length < HEAD_BYTES) {
      const { done, value } = await pieces.next();
      if (done) break;
      start = Buffer.concat([start, value]);
    }
    if (start.length < HEAD_BYTES || !start.subarray(0, FORM.length).equals(FORM))
      throw new BlobUnreadable('a file of unknown format');
    const version = start.readUInt32BE(FORM.length);
    const decipher = decipherOf(place, version, start.subarray(FORM_BYTES, HEAD_BYTES));
    const content = Readable.from(decrypt(decipher, start.subarray(HEAD_BYTES), pieces), {
      objectMode: false,
    });
    // A generator that was never started ends without a word to its source.
    content.on('close', () => sealed.destroy());
    return { version, content };
  } catch (error) {
    sealed.destroy();
    throw error;
  }
}

function decipherOf(place: BlobPlace, version: number, nonce: Buffer): DecipherGCM {
  try {
    return createDecipheriv('aes-256-gcm', readingKey(place.key, version), nonce).setAAD(contextOf(place));
  } catch (cause) {
    throw new BlobUnreadable((cause as Error).message, { cause });
  }
}

/** The last bytes are the tag, which is known at the end. */
async function* decrypt(
  decipher: DecipherGCM,
  start: Buffer,
  pieces: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer, void> {
  let held = start;
  for (;;) {
    const { done, value } = await pieces.next();
    if (done) break;
    const ready = held.length + value.length - TAG_BYTES;
    if (ready <= 0) {
      held = Buffer.concat([held, value]);
      continue;
    }
    if (ready >= held.length) {
      if (held.length > 0) yield decipher.update(held);
      if (ready > held.length) yield decipher.update(value.subarray(0, ready - held.length));
      held = value.subarray(ready - held.length);
    } else {
      yield decipher.update(held.subarray(0, ready));
      held = Buffer.concat([held.subarray(ready), value]);
    }
  }
  const ready = held.length - TAG_BYTES;
  // A shorter tag would be accepted, and be worth less.
  if (ready < 0) throw new BlobUnreadable('a file that was cut off');
  if (ready > 0) yield decipher.update(held.subarray(0, ready));
  try {
    decipher.setAuthTag(held.subarray(ready));
    decipher.final();
  } catch (cause) {
    throw new BlobUnreadable('a file that was changed', { cause });
  }
}
