// The key ring: random keys in one row, sealed by the master key. Rotating the master key seals this row again;
// everything hashed or sealed below it stays.
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { deriveKey, newKeyBytes, seal, unseal } from './seal.ts';

const Key = z.base64().refine((text) => Buffer.from(text, 'base64').length === 32);
const Keyring = z.object({
  /** Number of the master key, from 1. */
  version: z.int(),
  /** Since when this master key is used. */
  since: z.iso.datetime(),
  hashing: Key,
  sealing: Key,
  wrapping: Key,
});
export type Keyring = z.infer<typeof Keyring>;

export const KEYRING = 'keyring';
const PLACE = `settings/${KEYRING}`;

/** The key derived from a master key for sealing. */
export const sealingOf = (master: Buffer): KeyObject => deriveKey(master, 'wrapping');

export const sealKeyring = (master: Buffer, keyring: Keyring): Buffer =>
  seal(sealingOf(master), JSON.stringify(keyring), PLACE);

/** @throws if it was sealed by another master key */
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
