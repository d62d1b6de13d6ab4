// Judgement of answers by a model, in evaluations.
import { sql, type Kysely } from 'kysely';

const statements = [
  // null: nothing is judged. The estimate in US dollars when the run was started; null: no known price.
  `alter table evaluation_runs add column judge_model text, add column judge_estimate numeric`,
  // null: not judged, or the judge failed.
  `alter table evaluation_results
    add column judgement text check (judgement in ('right', 'partly', 'wrong')),
    add column judge_tokens integer, add column judge_cost numeric`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table evaluation_results drop column judge_cost, drop column judge_tokens, drop column judgement`.execute(
    db,
  );
  await sql`alter table evaluation_runs drop column judge_estimate, drop column judge_model`.execute(db);
}
