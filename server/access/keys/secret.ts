import { randomInt } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 40;

/** What an API key looks like; anything else is refused before the database is asked. */
export const KEY_SHAPE = /^(sk|pk)_[A-Za-z0-9]{32,128}$/;

/** A new secret of 238 random bits, `sk_…` for servers or `pk_…` for browsers. */
export const newSecret = (kind: 'secret' | 'publishable'): string =>
  (kind === 'secret' ? 'sk_' : 'pk_') +
  Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/** The beginning that may be shown, to tell keys apart. */
export const prefixOf = (secret: string): string => secret.slice(0, 8);
