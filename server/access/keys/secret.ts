import { randomInt } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 40;

/** The format of an API key. Anything else is refused without asking the database. */
export const KEY_SHAPE = /^(sk|pk)_[A-Za-z0-9]{32,128}$/;

/** A new secret of 238 random bits, `sk_…` for servers or `pk_…` for browsers. */
export const newSecret = (kind: 'secret' | 'publishable'): string =>
  (kind === 'secret' ? 'sk_' : 'pk_') +
  Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/** The displayable prefix, to recognise a key. */
export const prefixOf = (secret: string): string => secret.slice(0, 8);
