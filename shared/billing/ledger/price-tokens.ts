import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';

/**
 * What tokens of a model cost now. Asked apart from rows of an app: prices are not where those are.
 * @returns US dollars, exact; null if the model has no known price
 */
export async function priceTokens(
  db: Db | Tx,
  model: string,
  { input, output }: { input: number; output: number },
): Promise<string | null> {
  const { rows } = await sql<{ cost: string }>`
    select trim_scale(call_cost(${input}::bigint, 0, 0, ${output}::bigint, known))::text as cost
    from price_of(${model}, now()) known`.execute(db);
  return rows[0]?.cost ?? null;
}
