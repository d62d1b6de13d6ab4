import type { App } from '../../../shared/tenancy/app.ts';
import { keyedHash } from '../../../shared/security/vault/seal.ts';
import type { Context } from '../../../shared/context.ts';

/** The secret with which an app's own server signs ids of end users: derived from the master key and not stored. */
export const identitySecret = (
  { masterKey }: Context,
  { appId }: Pick<App, 'appId'>,
  version: number,
): string => `ids_${keyedHash(masterKey.hashing, `identity/${appId}/${version}`).toString('base64url')}`;
