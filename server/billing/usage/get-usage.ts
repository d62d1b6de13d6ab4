import type { AppCall } from '../../call.ts';
import { readUsage, type UsageQuery, type UsageRow } from './read-usage.ts';

/** Tokens and cost of the app by day, model or key. Days are in the workspace's time zone, both ends included. */
export async function getUsage(call: AppCall, input: UsageQuery) {
  const { group_by } = input;
  const { whole, parts } = await readUsage(call, input);
  return {
    usage: {
      total_requests: whole.requests,
      total_input_tokens: whole.input_tokens,
      total_output_tokens: whole.output_tokens,
      total_tokens: whole.input_tokens + whole.output_tokens,
      total_cost: whole.requests === 0 ? 0 : costOf(whole),
      ...unpriced(whole),
    },
    ...(group_by === 'model' && { by_model: parts.map((row) => ({ model: row.name!, ...totals(row) })) }),
    ...(group_by === 'day' && { by_day: parts.map((row) => ({ day: row.name!, ...totals(row) })) }),
    ...(group_by === 'key' && { by_key: parts.map((row) => ({ key_id: row.name, ...totals(row) })) }),
  };
}

const costOf = (row: UsageRow) => (row.cost === null ? null : Number(row.cost));
const unpriced = (row: UsageRow) => (row.unpriced_tokens > 0 ? { unpriced_tokens: row.unpriced_tokens } : {});
const totals = (row: UsageRow) => ({
  requests: row.requests,
  input_tokens: row.input_tokens,
  output_tokens: row.output_tokens,
  total_tokens: row.input_tokens + row.output_tokens,
  cost: costOf(row),
  ...unpriced(row),
});
