import { sql } from 'kysely';
import type { PricePreview, SetPrice } from '../../../shared/contract/prices.panel.ts';
import { usageRowsSql } from '../../../shared/billing/ledger/usage-rows.ts';
import type { AdminCall } from '../../call.ts';

/** The cost of the last 30 days, actual and at a given price, for each model it matches. */
export async function previewPrice(
  { db }: AdminCall,
  price: Omit<SetPrice, 'effective_from' | 'note'>,
): Promise<PricePreview> {
  const { rows } = await sql<PricePreview['models'][number]>`
    select model, sum(input_tokens + output_tokens)::bigint as tokens, trim_scale(sum(cost))::text as cost,
      trim_scale(call_cost(sum(input_tokens)::bigint, sum(cached_input_tokens)::bigint, sum(output_tokens)::bigint,
        ${price.input_per_million}::numeric, ${price.cached_input_per_million}::numeric,
        ${price.output_per_million}::numeric))::text as new_cost
    from (${usageRowsSql(sql`day > current_date - 30`)}) used
    where price_fits(${price.model}, model) group by model order by model`.execute(db);
  return { models: rows };
}
