import type { Context } from '../context.ts';
import { keyedHash } from '../security/vault/seal.ts';

/** The hash under which the secret of a link in a mail is stored. */
export const hashLink = (
  { masterKey }: Pick<Context, 'masterKey'>,
  kind: 'invitation' | 'reset',
  token: string,
): Buffer => keyedHash(masterKey.hashing, `${kind} ${token}`);
