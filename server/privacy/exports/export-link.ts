// The link to an export: whoever has it has the file. Its token is derived from the master key, so that nothing of it is
// stored, and begins with the app, so that even this request is bound to one.
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

/** The app that a token opens this export of; undefined when it does not. */
export function appOfToken(ctx: Context, exportId: string, token: string): string | undefined {
  const [app, proof = ''] = token.split('.', 2);
  const appId = `${PREFIX}${app}`;
  const given = Buffer.from(proof);
  const right = Buffer.from(proofOf(ctx, appId, exportId));
  return given.length === right.length && timingSafeEqual(given, right) ? appId : undefined;
}
