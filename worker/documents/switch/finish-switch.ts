import { sql } from 'kysely';
import { asSystem } from '../../../db/tenant.ts';
import type { Tx } from '../../../db/database.ts';
import { lockStatistics } from '../../../shared/documents/publish-chunks.ts';
import { appendEntry } from '../../../shared/security/audit/append-entry.ts';
import { emitEvent } from '../../../shared/webhooks/emit-event.ts';
import { IN_PARTS, warnedOfParts } from '../ingest/warned-of-parts.ts';
import type { Worker } from '../../worker.ts';
import { eventOf, lockSwitch, type Claim } from './claim-switch.ts';

/**
 * Switches an app to its new vectors, in one transaction: from its end they are searched, and questions are embedded
 * with their model. Chats that have embedded a question before notice it in their search, and embed it again.
 * @returns `behind` if chunks were published that have no new vector yet: nothing has changed then
 */
export const finishSwitch = (worker: Worker, claim: Claim): Promise<'finished' | 'behind' | 'overtaken'> =>
  worker.db.transaction().execute(async (tx) => {
    const { appId, switchId, vectors } = claim;
    // Locks in the order of all: documents, the app, the switch.
    await tx
      .selectFrom('documents')
      .select('document_id')
      .where('app_id', '=', appId)
      .where(aboutParts)
      .orderBy('document_id')
      .forNoKeyUpdate()
      .execute();
    // From here on nothing is published until this is done.
    await lockStatistics(tx, appId);
    if (!(await lockSwitch(tx, claim))) return 'overtaken';
    if (await isBehind(tx, claim)) return 'behind';
    const { embedding_generation: previous } = await tx
      .selectFrom('apps')
      .select('embedding_generation')
      .where('app_id', '=', appId)
      .executeTakeFirstOrThrow();
    await tx
      .updateTable('apps')
      .set({
        embedding_model: vectors.model,
        embedding_dimensions: vectors.dimensions,
        embedding_query_prefix: vectors.queryPrefix,
        embedding_document_prefix: vectors.documentPrefix,
        embedding_generation: vectors.generation,
      })
      .where('app_id', '=', appId)
      .execute();
    await tx
      .updateTable('documents')
      .set({ warnings: warningsNow, next_in_parts: false })
      .where('app_id', '=', appId)
      .where(aboutParts)
      .execute();
    const row = await tx
      .updateTable('embedding_switches')
      .set({
        status: 'finished',
        error: null,
        waiting_for: null,
        embedded_count: sql`chunk_count`,
        ended_at: sql`now()`,
        updated_at: sql`now()`,
      })
      .where('app_id', '=', appId)
      .where('switch_id', '=', switchId)
      .returningAll()
      .executeTakeFirstOrThrow();
    await worker.queue.send(tx, 'drop-vectors', { app_id: appId, generation: previous });
    await emitEvent(tx, worker.queue, appId, 'embedding_switch.finished', eventOf(row));
    // The log belongs to the service. Its head is locked until the end.
    await asSystem(tx, (db) =>
      appendEntry(worker, db as Tx, {
        actor_kind: 'system',
        actor_id: 'switch-embedding',
        action: 'embedding.switched',
        app_id: appId,
        subjects: { switch_id: switchId },
        outcome: 'ok',
      }),
    );
    return 'finished';
  });

const inParts = JSON.stringify([{ code: IN_PARTS }]);

/** Documents whose warning about parts changes, or may. */
const aboutParts = sql<boolean>`(next_in_parts or warnings @> ${inParts}::jsonb)`;

const warningsNow = sql<string>`case when next_in_parts then ${warnedOfParts} else (
  select coalesce(jsonb_agg(warning order by place), '[]') from jsonb_array_elements(warnings)
    with ordinality as given (warning, place) where warning->>'code' <> ${IN_PARTS}) end`;

async function isBehind(tx: Tx, { appId, vectors }: Claim): Promise<boolean> {
  const { rows } = await sql<{ behind: boolean }>`
    select exists (
      select from chunks where app_id = ${appId} and not exists (
        select from vector_index entry where entry.app_id = ${appId} and entry.generation = ${vectors.generation}
          and entry.chunk_id = chunks.chunk_id)) as behind`.execute(tx);
  return rows[0]!.behind;
}
