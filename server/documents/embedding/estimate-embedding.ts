import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import { embeddingWindow } from '../../../shared/models/known-embeddings.ts';
import type { Config } from '../../../shared/platform/config.ts';
import type { AppCall } from '../../call.ts';
import { priceTokens } from '../../../shared/billing/ledger/price-tokens.ts';

/** What it costs to embed all chunks of the app with another model. */
export async function estimateEmbedding({ db, app, config, models }: AppCall, { model }: { model: string }) {
  const { documentPrefix } = models.knownChoice(model);
  const { chunk_count, tokens, cost, in_parts } = await estimate(
    db,
    app.appId,
    { model, documentPrefix },
    config.models,
  );
  return { estimate: { model, chunk_count, tokens, cost: cost === null ? null : Number(cost), in_parts } };
}

export type Estimate = { chunk_count: number; tokens: number; cost: string | null; in_parts: number };

/**
 * Tokens of all chunks with their headings and the prefix, by our own count.
 * @returns cost: US dollars, exact decimal, by the price of this moment; null without one
 */
export async function estimate(
  db: Db | Tx,
  appId: string,
  { model, documentPrefix }: { model: string; documentPrefix: string },
  models: Config['models'],
): Promise<Estimate> {
  const window = embeddingWindow(model, models) ?? null;
  const { rows } = await sql<Omit<Estimate, 'cost'>>`
    with sized as (
      select tokens + (length(array_to_string(headings, ' ')) + coalesce(length(table_header), 0)
        + ${documentPrefix.length}::integer) / 4 as tokens
      from chunks where app_id = ${appId}
    )
    select count(*) as chunk_count, coalesce(sum(tokens), 0)::bigint as tokens,
      count(*) filter (where tokens > ${window}::integer) as in_parts from sized`.execute(db);
  const estimated = rows[0]!;
  return { ...estimated, cost: await priceTokens(db, model, { input: estimated.tokens, output: 0 }) };
}
