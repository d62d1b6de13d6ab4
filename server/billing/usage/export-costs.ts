import type { CostsQuery } from '../../../shared/contract/costs.panel.ts';
import { toCsv } from '../../../shared/platform/to-csv.ts';
import { getCosts } from './get-costs.ts';
import type { SeenCall } from '../../call.ts';

/** The same totals as CSV, one row per app, key or model. Costs are exact; empty if there is no known price. */
export async function exportCosts(
  call: SeenCall,
  input: CostsQuery,
): Promise<{ name: string; text: string }> {
  const { by_part, first_day, last_day } = await getCosts(call, input);
  const columns = [input.group, 'name', 'requests', 'input_tokens', 'cached_input_tokens', 'output_tokens'];
  const rows = by_part.map(({ part, cost, ...row }) => ({
    ...row,
    [input.group]: part ?? '',
    cost_usd: cost ?? '',
  }));
  return {
    name: `usage-by-${input.group}-${first_day}-to-${last_day}.csv`,
    text: toCsv([...columns, 'unpriced_tokens', 'cost_usd'], rows),
  };
}
