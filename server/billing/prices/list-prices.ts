import { sql } from 'kysely';
import type { Price } from '../../../shared/contract/prices.panel.ts';
import { usageRowsSql } from '../../../shared/billing/ledger/usage-rows.ts';
import type { AdminCall } from '../../call.ts';

/** All prices with their history, and used models without a price. */
export async function listPrices({ db }: AdminCall) {
  const { rows } = await sql<
    Omit<Price, 'effective_from' | 'created_at'> & { effective_from: Date; created_at: Date }
  >`
    select model, effective_from, trim_scale(input_per_million)::text as input_per_million,
      trim_scale(cached_input_per_million)::text as cached_input_per_million,
      trim_scale(cache_write_per_million)::text as cache_write_per_million,
      trim_scale(output_per_million)::text as output_per_million, created_at, created_by, note,
      case when effective_from > now() then 'coming'
        when row_number() over (partition by model, effective_from > now() order by effective_from desc, created_at desc) = 1
        then 'current' else 'past' end as state
    from prices order by model, effective_from desc, created_at desc`.execute(db);
  const { rows: unpriced } = await sql<{ model: string; tokens: number }>`
    select model, sum(unpriced_tokens)::bigint as tokens
    from (${usageRowsSql(sql`day > current_date - 30`)}) used
    group by model having sum(unpriced_tokens) > 0 order by 2 desc, 1`.execute(db);
  const prices = rows.map((row) => ({
    ...row,
    effective_from: row.effective_from.toISOString(),
    created_at: row.created_at.toISOString(),
  }));
  return { prices, unpriced };
}
