import { sql } from 'kysely';
import type { Db, Tx } from '../../db/database.ts';
import type { EvaluationSummary } from '../../db/tables/evaluations.ts';

/** Counts the results of a run, as far as it has come. */
export async function summarizeRun(db: Db | Tx, appId: string, runId: string): Promise<EvaluationSummary> {
  const { rows } = await sql<EvaluationSummary>`
    select count(*)::integer as questions,
      count(*) filter (where status = 'answered')::integer as answered,
      count(*) filter (where status = 'failed')::integer as failed,
      count(*) filter (where passed)::integer as passed,
      avg((rank is not null)::integer) filter (where expects_source)::float8 as recall,
      avg(coalesce(1.0 / rank, 0)) filter (where expects_source)::float8 as mean_reciprocal_rank,
      avg(abstained::integer) filter (where unanswerable)::float8 as unanswerable_refused,
      avg(abstained::integer) filter (where not unanswerable)::float8 as answerable_refused,
      avg(cited::integer)::float8 as cited,
      (sum(words_found)::float8 / nullif(sum(words_expected), 0)) as words,
      round(percentile_cont(0.5) within group (order by first_token_ms))::integer as first_token_ms,
      round(percentile_cont(0.5) within group (order by latency_ms))::integer as latency_ms,
      round(percentile_cont(0.95) within group (order by latency_ms))::integer as latency_p95_ms,
      coalesce(sum(input_tokens), 0)::float8 as input_tokens,
      coalesce(sum(output_tokens), 0)::float8 as output_tokens,
      coalesce(sum(unpriced_tokens), 0)::float8 as unpriced_tokens,
      sum(cost)::text as cost,
      count(judgement)::integer as judged,
      avg((judgement = 'right')::integer) filter (where judgement is not null)::float8 as judged_right,
      sum(judge_cost)::text as judge_cost
    from evaluation_results where app_id = ${appId} and run_id = ${runId}`.execute(db);
  return rows[0]!;
}
