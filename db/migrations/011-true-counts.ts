// The ledger refuses counts and costs that cannot be true, whoever writes them.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // A correction has only a difference in cost. Wrong rows of earlier versions can still be aggregated; nothing about
  // money is edited, so they stay.
  await sql
    .raw(
      `alter table ledger add constraint ledger_counts check (aggregated or (
        input_tokens >= 0 and output_tokens >= 0 and reserved >= 0
        and cached_input_tokens between 0 and input_tokens and reasoning_tokens between 0 and output_tokens
        and (correction_of is not null or (cost is null or cost >= 0) and unpriced_tokens >= 0))) not valid`,
    )
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table ledger drop constraint ledger_counts`).execute(db);
}
