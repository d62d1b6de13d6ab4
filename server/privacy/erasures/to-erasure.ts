import type { Selectable } from 'kysely';
import type { ErasuresTable } from '../../../db/tables/erasures.ts';
import type { Erasure, Receipt } from '../../../shared/contract/erasures.ts';

export const toErasure = (row: Selectable<ErasuresTable>): Erasure => ({
  erasure_id: row.erasure_id,
  status: row.status,
  subject: { kind: row.kind, salt: row.subject_salt, hash: row.subject_hash },
  requested_by: row.requested_by,
  requested_at: row.requested_at.toISOString(),
  completed_at: row.completed_at?.toISOString() ?? null,
  removed: row.removed,
  problem: row.problem,
  ...(row.receipt && { receipt: row.receipt as Receipt }),
});
