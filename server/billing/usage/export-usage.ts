import { toCsv } from '../../../shared/platform/to-csv.ts';
import type { AppCall } from '../../call.ts';
import { csvContent, type Content } from '../../content.ts';
import { readUsage, type UsageQuery } from './read-usage.ts';

/** Usage as CSV, one row per model, day or key. Costs are exact decimals; empty if there is no known price. */
export async function exportUsage(call: AppCall, input: UsageQuery): Promise<Content> {
  const { parts } = await readUsage(call, input);
  const rows = parts.map((row) => ({
    [input.group_by]: row.name ?? '',
    requests: row.requests,
    input_tokens: row.input_tokens,
    cached_input_tokens: row.cached_input_tokens,
    output_tokens: row.output_tokens,
    reasoning_tokens: row.reasoning_tokens,
    total_tokens: row.input_tokens + row.output_tokens,
    unpriced_tokens: row.unpriced_tokens,
    cost_usd: row.cost ?? '',
  }));
  return csvContent(`usage-by-${input.group_by}.csv`, toCsv(COLUMNS(input.group_by), rows));
}

const COLUMNS = (group: string) => [
  group,
  'requests',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'total_tokens',
  'unpriced_tokens',
  'cost_usd',
];
