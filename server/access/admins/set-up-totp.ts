import { randomInt } from 'node:crypto';
import { generateSecret } from 'otplib';
import type { Tx } from '../../../db/database.ts';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { checkTotp, hashRecoveryCode, sealSecret } from './check-code.ts';
import { adminSubject, countAttempt, forgetAttempts } from './count-attempt.ts';
import type { SignedIn } from './find-login.ts';

const CODES = 10;
/** Without letters and digits that are taken for each other. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Makes a new secret; it is not asked for before a code of it was entered. @throws totp_state when one is in force */
export async function startTotp(ctx: Context, { adminId }: SignedIn): Promise<void> {
  const started = await ctx.db
    .updateTable('admins')
    .set({ totp_secret: sealSecret(ctx, adminId, generateSecret()), totp_last_step: null })
    .where('admin_id', '=', adminId)
    .where('totp_confirmed_at', 'is', null)
    .returning('admin_id')
    .executeTakeFirst();
  if (!started) fail('totp_state', 'Two-step sign-in is on already.');
}

/**
 * Puts the new secret in force, when a code shows that the app has it.
 * @returns the recovery codes, this once
 * @throws wrong_code, totp_state, too_many_attempts
 */
export async function confirmTotp(ctx: Context, { adminId }: SignedIn, code: string): Promise<string[]> {
  const subject = adminSubject(adminId, 'code');
  await countAttempt(ctx, subject);
  if (!(await checkTotp(ctx, adminId, code))) fail('wrong_code');
  await forgetAttempts(ctx, [subject], '');
  return ctx.db.transaction().execute(async (tx) => {
    const confirmed = await tx
      .updateTable('admins')
      .set({ totp_confirmed_at: new Date() })
      .where('admin_id', '=', adminId)
      .where('totp_secret', 'is not', null)
      .where('totp_confirmed_at', 'is', null)
      .returning('admin_id')
      .executeTakeFirst();
    if (!confirmed) fail('totp_state', 'Two-step sign-in is on already.');
    return replaceRecoveryCodes(ctx, tx, adminId);
  });
}

/** Replaces the recovery codes. @returns the new ones, this once @throws totp_state when there is no second factor */
export async function renewRecoveryCodes(ctx: Context, { adminId }: SignedIn): Promise<string[]> {
  return ctx.db.transaction().execute(async (tx) => {
    const admin = await tx
      .selectFrom('admins')
      .select('admin_id')
      .where('admin_id', '=', adminId)
      .where('totp_confirmed_at', 'is not', null)
      .forUpdate()
      .executeTakeFirst();
    if (!admin) fail('totp_state', 'Two-step sign-in is off.');
    return replaceRecoveryCodes(ctx, tx, adminId);
  });
}

/** Ends the second factor, or its setting up. @returns whether there was such an admin */
export async function removeTotp(ctx: Context, adminId: string): Promise<boolean> {
  return ctx.db.transaction().execute(async (tx) => {
    await tx.deleteFrom('admin_recovery_codes').where('admin_id', '=', adminId).execute();
    const admin = await tx
      .updateTable('admins')
      .set({ totp_secret: null, totp_confirmed_at: null, totp_last_step: null })
      .where('admin_id', '=', adminId)
      .returning('admin_id')
      .executeTakeFirst();
    return admin !== undefined;
  });
}

async function replaceRecoveryCodes(ctx: Context, tx: Tx, adminId: string): Promise<string[]> {
  const codes = Array.from({ length: CODES }, newRecoveryCode);
  await tx.deleteFrom('admin_recovery_codes').where('admin_id', '=', adminId).execute();
  await tx
    .insertInto('admin_recovery_codes')
    .values(codes.map((code) => ({ admin_id: adminId, code_hash: hashRecoveryCode(ctx, code) })))
    .execute();
  return codes;
}

/** Two groups of six: 59 bits. */
const newRecoveryCode = (): string =>
  Array.from(
    { length: 12 },
    (_, place) => (place === 6 ? '-' : '') + ALPHABET[randomInt(ALPHABET.length)],
  ).join('');
