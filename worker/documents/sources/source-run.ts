// A refresh under way, as its job holds it. The fencing token: only the newest job of a refresh can write.
import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { SourceKind, SourceSettings } from '../../../db/tables/sources.ts';
import { findApp, type App } from '../../../shared/tenancy/app.ts';
import type { JobPayload } from '../../../shared/platform/jobs.ts';
import type { Worker } from '../../worker.ts';

export type SourceRun = {
  app: App;
  own: { app_id: string; source_id: string };
  runId: string;
  attempt: number;
  kind: SourceKind;
  addresses: string[];
  settings: SourceSettings;
  metadata: Record<string, unknown>;
  startedAt: Date;
  /** Before this job. */
  requests: number;
};

/** Another job has the refresh, or the source was changed or deleted, or its app archived. */
export class RunLost extends Error {}

/** Claims a refresh for a job; undefined if it is no longer wanted. */
export async function claimRun(
  worker: Worker,
  { app_id, source_id, run_id }: JobPayload<'refresh-source'>,
): Promise<SourceRun | undefined> {
  const app = await findApp(worker, app_id);
  if (!app) return undefined;
  const own = { app_id, source_id };
  return worker.db.transaction().execute(async (tx) => {
    const source = await tx
      .updateTable('sources')
      .set({ run_attempt: sql`run_attempt + 1` })
      .where(({ and }) => and({ ...own, run_id }))
      .returningAll()
      .executeTakeFirst();
    if (!source) return undefined;
    const run = await tx
      .selectFrom('source_runs')
      .select(['started_at', 'requests'])
      .where(({ and }) => and({ ...own, run_id }))
      .executeTakeFirstOrThrow();
    const { kind, addresses, settings, metadata, run_attempt: attempt } = source;
    const { started_at: startedAt, requests } = run;
    return { app, own, runId: run_id, attempt, kind, addresses, settings, metadata, startedAt, requests };
  });
}

/** Locks the source for this transaction. @throws RunLost */
export async function lockRun(tx: Tx, { own, runId, attempt }: SourceRun): Promise<void> {
  const row = await tx
    .selectFrom('sources')
    .select('run_id')
    .where(({ and }) => and({ ...own, run_id: runId, run_attempt: attempt }))
    .where(
      sql<boolean>`not exists (select from apps where app_id = ${own.app_id} and archived_at is not null)`,
    )
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new RunLost();
}
