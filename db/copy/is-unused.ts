import { sql } from 'kysely';
import type { Db } from '../database.ts';

/** Whether a database is empty, or was only migrated: nobody can sign in, and there is no app. */
export async function isUnused(db: Db): Promise<boolean> {
  const { rows: found } = await sql<{
    found: boolean;
  }>`select to_regclass('public.apps') is not null as found`.execute(db);
  if (!found[0]!.found) return true;
  const { rows } = await sql<{ used: boolean }>`
    select exists (select 1 from admins) or exists (select 1 from apps) or exists (select 1 from workspaces) as used`.execute(
    db,
  );
  return !rows[0]!.used;
}
