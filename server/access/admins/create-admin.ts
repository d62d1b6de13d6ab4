import { hash } from '@node-rs/argon2';
import type { Db, Tx } from '../../../db/database.ts';
import type { Role } from '../../../shared/contract/index.ts';
import { newId } from '../../../shared/platform/ids.ts';

/** argon2id with the library's defaults, which follow OWASP (19 MiB, 2 passes). */
export const hashPassword = (password: string): Promise<string> => hash(password);

type NewAdmin = { email: string; password: string; role: Role | null; passwordChangeRequired?: boolean };

/** Creates an admin. @returns the admin's id */
export async function createAdmin(db: Db | Tx, input: NewAdmin): Promise<string> {
  const adminId = newId('adm');
  await db
    .insertInto('admins')
    .values({
      admin_id: adminId,
      email: input.email.toLowerCase(),
      password_hash: await hashPassword(input.password),
      role: input.role,
      password_change_required: input.passwordChangeRequired ?? false,
    })
    .execute();
  return adminId;
}
