import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';

/** The next number of the series. It is released if the transaction fails; nobody else gets one until it ends. */
export async function nextNumber(tx: Tx, series: 'INV' | 'CN'): Promise<string> {
  const { last } = await tx
    .updateTable('invoice_series')
    .set({ last: sql<number>`last + 1` })
    .where('series', '=', series)
    .returning('last')
    .executeTakeFirstOrThrow();
  return `${series}-${String(last).padStart(6, '0')}`;
}
