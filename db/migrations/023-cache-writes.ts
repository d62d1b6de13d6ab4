// The ledger refuses cache writes that cannot be true, as it does other counts; see 011.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `alter table ledger add constraint ledger_cache_writes check (
        aggregated or cache_write_tokens between 0 and input_tokens - cached_input_tokens) not valid`,
    )
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table ledger drop constraint ledger_cache_writes`).execute(db);
}
