import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from '../../../shared/context.ts';
import { keyedHash } from '../../../shared/security/vault/seal.ts';

/** A browser in which somebody has signed in with an address: its number, and the cookie that proves it. */
export type KnownBrowser = { nonce: string; cookie: string };

/**
 * Reads the cookie of a browser that has signed in with this address before. Wrong passwords sent from elsewhere do not
 * lock such a browser out: its attempts are counted on their own.
 * @returns undefined for no cookie, one of another address, or one that this server did not make
 */
export function knownBrowser(ctx: Context, address: string, cookie = ''): KnownBrowser | undefined {
  const [nonce = '', given = ''] = cookie.split('.');
  const proof = Buffer.from(given, 'base64url');
  const expected = proofOf(ctx, address, nonce);
  return nonce && proof.length === expected.length && timingSafeEqual(proof, expected)
    ? { nonce, cookie }
    : undefined;
}

export function newBrowser(ctx: Context, address: string): KnownBrowser {
  const nonce = randomBytes(16).toString('base64url');
  return { nonce, cookie: `${nonce}.${proofOf(ctx, address, nonce).toString('base64url')}` };
}

const proofOf = (ctx: Context, address: string, nonce: string): Buffer =>
  keyedHash(ctx.masterKey.hashing, `browser/${nonce}/${address}`);
