import { sql } from 'kysely';
import { newId } from '../../shared/platform/ids.ts';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import { dueRows, type RetentionKind } from '../../shared/privacy/retention/due-rows.ts';
import { isHeld } from '../../shared/privacy/retention/legal-hold.ts';
import { removeDue } from '../../shared/privacy/retention/remove-due.ts';
import type { Run, Worker } from '../worker.ts';

type Outcome = 'done' | 'held' | 'failed';

/**
 * Removes what an app has kept too long, in batches. Each batch is counted in the transaction that removes it, so the
 * count is exact even if killed. Settings and legal holds apply from the next batch.
 */
export async function applyRetention(
  worker: Worker,
  { payload, signal, last }: Run<JobPayload<'apply-retention'>>,
): Promise<void> {
  const { db } = worker;
  const appId = payload.app_id;
  const { rows } = await sql<{ run_id: string; started_at: Date }>`
    insert into retention_runs as begun (app_id, run_id) select app_id, ${newId('run')} from apps where app_id = ${appId}
    returning run_id, started_at`.execute(db);
  if (!rows[0]) return;
  const { run_id: runId, started_at: at } = rows[0];
  const finish = (outcome: Outcome) =>
    db
      .updateTable('retention_runs')
      .set({ outcome, finished_at: sql`now()` })
      .where('app_id', '=', appId)
      .where('run_id', '=', runId)
      .execute();
  try {
    await finish(await removeAll(worker, appId, runId, at, signal));
  } catch (error) {
    if (last || !signal.aborted) await finish('failed').catch(() => {});
    throw error;
  }
}

async function removeAll(
  { db, queue }: Worker,
  appId: string,
  runId: string,
  at: Date,
  signal: AbortSignal,
): Promise<Outcome> {
  const kinds: RetentionKind[] = ['sessions', 'documents', 'ledger_rows'];
  for (const kind of kinds) {
    let next: number | 'held';
    do {
      signal.throwIfAborted();
      next = await db.transaction().execute(async (tx) => {
        if (await isHeld(tx, appId)) return 'held';
        const policy = await tx
          .selectFrom('retention')
          .selectAll()
          .where('app_id', '=', appId)
          .executeTakeFirst();
        const due = policy && dueRows(appId, policy, at).find((one) => one.kind === kind);
        const count = due ? await removeDue(tx, queue, appId, due) : 0;
        await tx
          .updateTable('retention_runs')
          .set({ [kind]: sql`${sql.ref(kind)} + ${count}::integer` })
          .where('app_id', '=', appId)
          .where('run_id', '=', runId)
          .execute();
        return count;
      });
      if (next === 'held') return 'held';
    } while (next > 0);
  }
  return 'done';
}
