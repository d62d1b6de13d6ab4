// A row of pg-boss's job table for the panel.
import { sql, type RawBuilder } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import type { PanelJob } from '../../../shared/contract/jobs.panel.ts';

export type JobRow = {
  id: string;
  /** The original queue; a dead letter is in another one. */
  queue: string;
  data: Record<string, unknown> | null;
  attempt: number;
  attempts: number;
  reason: string | null;
  created_on: Date;
  started_on: Date | null;
  completed_on: Date | null;
  start_after: Date;
};

const waitingReasons = sql`when 'model_server' then 'Waiting for the model server.'
  when 'payment_provider' then 'Waiting for the payment provider.'
  when 'database' then 'Waiting for the database.' when 'disk' then 'Waiting for space on the disk.'
  when 'file_store' then 'Waiting for the file store.'`;

/** Jobs that match, in order. A dead letter shows the attempts and reason of the original job. */
export async function jobRows(
  db: Db | Tx,
  where: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  limit: number,
  offset = 0,
): Promise<JobRow[]> {
  const { rows } = await sql<JobRow>`
    select id::text, coalesce(source_name, name) as queue, data, created_on, started_on, completed_on, start_after,
      coalesce(source_retry_count, retry_count) + 1 as attempt,
      coalesce(source_retry_count, retry_limit) + 1 as attempts,
      coalesce(source_output->>'message', source_output->'value'->>'message', output->>'message', output->'value'->>'message',
        case output->>'waiting_for' ${waitingReasons} end) as reason
    from pgboss.job where ${where} order by ${order}, id limit ${limit}::integer offset ${offset}::integer`.execute(
    db,
  );
  return rows;
}

export const toJob = (row: JobRow): PanelJob => ({
  job_id: row.id,
  queue: row.queue,
  ids: idsOf(row.data),
  attempt: row.attempt,
  attempts: row.attempts,
  reason: row.reason,
  created_at: row.created_on.toISOString(),
  started_at: row.started_on?.toISOString() ?? null,
  ended_at: row.completed_on?.toISOString() ?? null,
  start_after: row.start_after.toISOString(),
});

/** Shows only ids of a payload; for a list, its length. */
function idsOf(data: JobRow['data']): Record<string, string> {
  const ids = Object.entries(data ?? {}).flatMap(([name, value]) => {
    if (name.endsWith('_id') && typeof value === 'string') return [[name, value] as const];
    if (name.endsWith('_ids') && Array.isArray(value)) return [[name, String(value.length)] as const];
    return [];
  });
  return Object.fromEntries(ids);
}
