import { sql } from 'kysely';
import type { SetPrice } from '../../../shared/contract/prices.panel.ts';
import { listPrices } from './list-prices.ts';
import type { AdminCall } from '../../call.ts';

/**
 * Adds a price. From its date on it replaces earlier prices and one of the same date, which stay as history. Calls
 * that were already settled keep their cost until they are re-priced.
 */
export async function setPrice(
  call: AdminCall,
  { effective_from, note, cache_write_per_million, ...price }: SetPrice,
) {
  await call.db
    .insertInto('prices')
    .values({
      ...price,
      cache_write_per_million: cache_write_per_million ?? null,
      effective_from: effective_from ?? sql<Date>`now()`,
      created_at: sql<Date>`clock_timestamp()`,
      created_by: call.actor.email,
      note: note || null,
    })
    .execute();
  return listPrices(call);
}
