import { z } from 'zod';
import type { Db, Tx } from '../../../db/database.ts';
import type { Keyring } from './keyring.ts';

const NAME = 'master_key_facts';
const Facts = z.object({ version: z.int(), since: z.string() });

/** Facts about the master key that may be stored in plain. */
export async function readMasterFacts(db: Db): Promise<{ version: number; since: string | null }> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', NAME).executeTakeFirst();
  return row ? Facts.parse(JSON.parse(row.value.toString())) : { version: 1, since: null };
}

export async function writeMasterFacts(db: Db | Tx, { version, since }: Keyring): Promise<void> {
  const value = Buffer.from(JSON.stringify({ version, since }));
  await db
    .insertInto('settings')
    .values({ name: NAME, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}
