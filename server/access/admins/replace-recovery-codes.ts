import { randomInt } from 'node:crypto';
import type { Tx } from '../../../db/database.ts';
import type { Context } from '../../../shared/context.ts';
import { hashRecoveryCode } from './use-recovery-code.ts';

const CODES = 10;

/** Without letters and digits that are easily confused. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

export async function replaceRecoveryCodes(ctx: Context, tx: Tx, adminId: string): Promise<string[]> {
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
    (_, index) => (index === 6 ? '-' : '') + ALPHABET[randomInt(ALPHABET.length)],
  ).join('');
