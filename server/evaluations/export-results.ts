import type { ListResults } from '../../shared/contract/evaluations.ts';
import { toCsv } from '../../shared/platform/to-csv.ts';
import type { AppCall } from '../call.ts';
import { csvContent, type Content } from '../content.ts';
import { findRun } from './find-run.ts';
import { resultsOf, toResult, withQuestion } from './list-results.ts';

const COLUMNS = [
  'question',
  'status',
  'passed',
  'unanswerable',
  'abstained',
  'rank',
  'cited',
  'words_found',
  'words_expected',
  'first_token_ms',
  'latency_ms',
  'cost_usd',
  'judgement',
  'judgement_reason',
  'judge_cost_usd',
  'answer',
  'documents',
  'tags',
  'error_code',
  'question_id',
];

/** All results of a run as a CSV file, with exact costs. @throws evaluation_run_not_found */
export async function exportResults(
  call: AppCall,
  input: Pick<ListResults, 'run_id' | 'passed'>,
): Promise<Content> {
  await findRun(call, input.run_id);
  const rows = await withQuestion(resultsOf(call, input)).execute();
  const lines = rows.map((row) => {
    const result = toResult(call.app, row);
    return {
      question: result.question,
      status: result.status,
      passed: flag(result.passed),
      unanswerable: flag(result.unanswerable),
      abstained: flag(result.abstained),
      rank: result.rank,
      cited: flag(result.cited),
      words_found: result.words_found,
      words_expected: result.words_expected,
      first_token_ms: result.first_token_ms,
      latency_ms: result.latency_ms,
      cost_usd: row.cost,
      judgement: result.judgement,
      judgement_reason: result.judgement_reason,
      judge_cost_usd: row.judge_cost,
      answer: result.answer,
      documents: [...new Set(result.citations.map((citation) => citation.document_name))].join('|'),
      tags: result.tags.join('|'),
      error_code: result.error_code,
      question_id: result.question_id,
    };
  });
  return csvContent('evaluation-results.csv', toCsv(COLUMNS, lines));
}

const flag = (value: boolean | null): string => (value === null ? '' : String(value));
