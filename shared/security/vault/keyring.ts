// The keys that everything hangs on, random, kept in one row that the master key seals: so another master key is one
// row sealed anew, and what was hashed or sealed below it stays as it is.
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { deriveKey, newKeyBytes, seal, unseal } from './seal.ts';

const Key = z.base64().refine((text) => Buffer.from(text, 'base64').length === 32);
const Keyring = z.object({
  /** Counts master keys, from 1. */
  version: z.int(),
  /** When this master key was made the one. */
  since: z.iso.datetime(),
  hashing: Key,
  sealing: Key,
  wrapping: Key,
});
export type Keyring = z.infer<typeof Keyring>;

export const KEYRING = 'keyring';
const PLACE = `settings/${KEYRING}`;

/** The key under which a master key seals. */
export const sealingOf = (master: Buffer): KeyObject => deriveKey(master, 'wrapping');

export const sealKeyring = (master: Buffer, keyring: Keyring): Buffer =>
  seal(sealingOf(master), JSON.stringify(keyring), PLACE);

/** @throws when it is another master key's */
export const openKeyring = (master: Buffer, sealed: Buffer): Keyring =>
  Keyring.parse(JSON.parse(unseal(sealingOf(master), sealed, PLACE).toString()));

export function makeKeyring(): Keyring {
  const bytes = () => newKeyBytes().toString('base64');
  return {
    version: 1,
    since: new Date().toISOString(),
    hashing: bytes(),
    sealing: bytes(),
    wrapping: bytes(),
  };
}
