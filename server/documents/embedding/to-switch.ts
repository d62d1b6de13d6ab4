import type { Selectable } from 'kysely';
import type { EmbeddingSwitchesTable } from '../../../db/tables/documents.ts';
import type { EmbeddingSwitch } from '../../../shared/contract/embedding.ts';
import type { Outage } from '../../../shared/platform/outage.ts';

/** An embedding switch as the contract shows it. */
export const toSwitch = (row: Selectable<EmbeddingSwitchesTable>): EmbeddingSwitch => ({
  switch_id: row.switch_id,
  status: row.status,
  from: { model: row.from_model, dimensions: row.from_dimensions },
  to: {
    model: row.model,
    dimensions: row.dimensions,
    query_prefix: row.query_prefix,
    document_prefix: row.document_prefix,
  },
  switch: row.automatic ? 'automatic' : 'manual',
  minimum_share: row.minimum_share,
  progress: progressOf(row),
  chunk_count: row.chunk_count,
  embedded_count: row.embedded_count,
  estimate: {
    tokens: row.estimated_tokens,
    cost: row.estimated_cost === null ? null : Number(row.estimated_cost),
  },
  used: { tokens: row.used_tokens, cost: Number(row.cost), unpriced_tokens: row.unpriced_tokens },
  waiting_for: row.waiting_for as Exclude<Outage, 'payment_provider'> | null,
  error: row.error,
  check:
    row.check_share === null
      ? null
      : {
          questions: row.check_questions ?? 0,
          own_questions: row.check_own_questions ?? 0,
          common_share: row.check_share,
        },
  created_at: row.created_at.toISOString(),
  ready_at: row.ready_at?.toISOString() ?? null,
  ended_at: row.ended_at?.toISOString() ?? null,
});

/** Documents that come and go meanwhile change what there is to do. */
function progressOf({ status, chunk_count, embedded_count }: Selectable<EmbeddingSwitchesTable>): number {
  if (status === 'finished') return 1;
  return chunk_count === 0 ? 0 : Math.min(1, embedded_count / chunk_count);
}
