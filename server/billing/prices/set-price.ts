import { sql } from 'kysely';
import type { SetPrice } from '../../../shared/contract/prices.panel.ts';
import type { Context } from '../../../shared/context.ts';
import { listPrices } from './list-prices.ts';

/**
 * Adds a price: in force from its date on, over earlier ones and over one of the same date, which stay as history.
 * Calls settled before keep their cost until they are re-priced.
 */
export async function setPrice(
  ctx: Pick<Context, 'db'>,
  { effective_from, note, ...price }: SetPrice,
  setBy: string,
) {
  await ctx.db
    .insertInto('prices')
    .values({
      ...price,
      effective_from: effective_from ?? sql<Date>`now()`,
      created_at: sql<Date>`clock_timestamp()`,
      created_by: setBy,
      note: note || null,
    })
    .execute();
  return listPrices(ctx);
}
