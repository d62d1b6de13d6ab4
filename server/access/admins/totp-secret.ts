import type { Context } from '../../../shared/context.ts';
import { seal, unseal } from '../../../shared/security/vault/seal.ts';

const placeOf = (adminId: string) => `admins/${adminId}/totp`;

export const sealTotpSecret = (ctx: Context, adminId: string, secret: string): Buffer =>
  seal(ctx.masterKey.sealing, secret, placeOf(adminId));

export const openTotpSecret = (ctx: Context, adminId: string, sealed: Buffer): string =>
  unseal(ctx.masterKey.sealing, sealed, placeOf(adminId)).toString();
