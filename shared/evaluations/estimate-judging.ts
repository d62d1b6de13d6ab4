import { sql } from 'kysely';
import type { Db, Tx } from '../../db/database.ts';
import { estimateTokens } from '../models/estimate-tokens.ts';
import { JUDGE_OUTPUT, JUDGE_RULES } from './judge-rules.ts';
import { priceTokens } from '../billing/ledger/price-tokens.ts';

/** Of the passages that an answer is usually written from, and of an answer where no run shows it. */
const SOURCE_TOKENS = 2_400;
const ANSWER_TOKENS = 200;

export type JudgeEstimate = { questions: number; tokens: number; cost: string | null };

/**
 * What it costs to judge the answers of a set once, by the answers of its newest completed run.
 * @returns cost: US dollars, exact decimal, by the price of this moment; null without one
 */
export async function estimateJudging(
  db: Db | Tx,
  { appId, setId }: { appId: string; setId: string },
  model: string,
): Promise<JudgeEstimate> {
  const fixed = estimateTokens(JUDGE_RULES) + SOURCE_TOKENS;
  const { rows } = await sql<{ questions: number; input: number; output: number }>`
    with newest as (
      select run_id from evaluation_runs where app_id = ${appId} and set_id = ${setId} and status = 'completed'
      order by run_id desc limit 1
    ), counted as (
      select (select count(*) from evaluation_questions where app_id = ${appId} and set_id = ${setId})::integer as questions,
        coalesce((select ceil(avg(output_tokens)) from evaluation_results
          where app_id = ${appId} and run_id = (select run_id from newest)), ${ANSWER_TOKENS})::integer as answer
    )
    select questions, questions * (answer + ${fixed}::integer)::bigint as input,
      questions::bigint * ${JUDGE_OUTPUT}::integer as output from counted`.execute(db);
  const { questions, input, output } = rows[0]!;
  return { questions, tokens: input + output, cost: await priceTokens(db, model, { input, output }) };
}
