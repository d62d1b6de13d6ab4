import type { Context } from '../../../shared/context.ts';
import { keyedHash } from '../../../shared/security/vault/seal.ts';

export const hashInvitation = (ctx: Context, token: string): Buffer =>
  keyedHash(ctx.masterKey.hashing, `invitation ${token}`);
