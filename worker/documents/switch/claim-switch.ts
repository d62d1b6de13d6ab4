// The fencing token of an embedding switch: a run can write only while it holds the newest number.
import { sql, type Selectable } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import type { EmbeddingSwitchesTable, EmbeddingSwitchStatus } from '../../../db/tables/documents.ts';
import type { JobPayload } from '../../../shared/platform/jobs.ts';
import type { Outage } from '../../../shared/platform/outage.ts';
import type { AppVectors } from '../../../shared/models/model.ts';
import { emitEvent } from '../../../shared/webhooks/emit-event.ts';
import type { Worker } from '../../worker.ts';

/** A run of an embedding switch. `vectors`: the new ones. */
export type Claim = {
  appId: string;
  switchId: string;
  attempt: number;
  status: EmbeddingSwitchStatus;
  vectors: AppVectors;
  row: Selectable<EmbeddingSwitchesTable>;
};

const WORKING: EmbeddingSwitchStatus[] = ['embedding', 'checking', 'switching'];

/** Claims the switch for a new run and counts anew; undefined if there is nothing to do, or it is gone. */
export async function claimSwitch(
  { db }: { db: Db },
  { app_id, switch_id }: JobPayload<'switch-embedding'>,
): Promise<Claim | undefined> {
  const row = await db
    .updateTable('embedding_switches')
    .set({
      attempt: sql`attempt + 1`,
      updated_at: sql`now()`,
      chunk_count: sql`(select count(*) from chunks where app_id = ${app_id})`,
      embedded_count: sql`(select count(*) from vector_index v
        where v.app_id = ${app_id} and v.generation = embedding_switches.generation)`,
    })
    .where('app_id', '=', app_id)
    .where('switch_id', '=', switch_id)
    .where('status', 'in', WORKING)
    .returningAll()
    .executeTakeFirst();
  if (!row) return undefined;
  const { attempt, status, generation, model, dimensions, query_prefix, document_prefix } = row;
  const vectors = {
    model,
    dimensions,
    generation,
    indexed: false,
    queryPrefix: query_prefix,
    documentPrefix: document_prefix,
  };
  return { appId: app_id, switchId: switch_id, attempt, status, vectors, row };
}

/** Locks the switch for this transaction if the claim is still valid: not cancelled and not claimed by another run. */
export async function lockSwitch(tx: Tx, { appId, switchId, attempt }: Claim): Promise<boolean> {
  const row = await tx
    .selectFrom('embedding_switches')
    .select('switch_id')
    .where('app_id', '=', appId)
    .where('switch_id', '=', switchId)
    .where('attempt', '=', attempt)
    .where('status', 'in', WORKING)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** Shows at the switch what it waits for. The next progress removes it. */
export async function noteSwitchWaiting(
  { db }: { db: Db },
  { appId, switchId, attempt }: Claim,
  outage: Outage,
): Promise<void> {
  await db
    .updateTable('embedding_switches')
    .set({ waiting_for: outage, updated_at: sql`now()` })
    .where('app_id', '=', appId)
    .where('switch_id', '=', switchId)
    .where('attempt', '=', attempt)
    .execute();
}

/** Ends the run with a reason for the operator, and sends a webhook. The vectors are kept for a resumption. */
export async function failSwitch(
  { db, queue }: Pick<Worker, 'db' | 'queue'>,
  claim: Claim,
  error: string,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    if (!(await lockSwitch(tx, claim))) return;
    await tx
      .updateTable('embedding_switches')
      .set({ status: 'failed', error, waiting_for: null, updated_at: sql`now()` })
      .where('app_id', '=', claim.appId)
      .where('switch_id', '=', claim.switchId)
      .execute();
    await emitEvent(tx, queue, claim.appId, 'embedding_switch.failed', {
      ...eventOf(claim.row),
      error,
    });
  });
}

export const eventOf = (row: Selectable<EmbeddingSwitchesTable>) => ({
  switch_id: row.switch_id,
  from_model: row.from_model,
  model: row.model,
  common_share: row.check_share,
});
