// The download link of an export; it needs no key. Its token is derived from the master key and not stored, and
// starts with the app id, so that this request is bound to an app too.
import { timingSafeEqual } from 'node:crypto';
import type { Context } from '../../../shared/context.ts';
import { keyedHash } from '../../../shared/security/vault/seal.ts';

const PREFIX = 'app_';

const proofOf = ({ masterKey }: Context, appId: string, exportId: string): string =>
  keyedHash(masterKey.hashing, `export/${appId}/${exportId}`).toString('base64url');

/** The address of an export's file. */
export function linkTo(ctx: Context, appId: string, exportId: string): string {
  const token = `${appId.slice(PREFIX.length)}.${proofOf(ctx, appId, exportId)}`;
  return `${ctx.config.publicUrl}/api/v1/exports/${exportId}/file?token=${token}`;
}

/** The app of a valid token for this export; undefined if the token is wrong. */
export function appOfToken(ctx: Context, exportId: string, token: string): string | undefined {
  const [app, proof = ''] = token.split('.', 2);
  const appId = `${PREFIX}${app}`;
  const given = Buffer.from(proof);
  const right = Buffer.from(proofOf(ctx, appId, exportId));
  return given.length === right.length && timingSafeEqual(given, right) ? appId : undefined;
}
