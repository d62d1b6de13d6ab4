import { sql } from 'kysely';
import { boundTo } from '../../../shared/tenancy/app.ts';
import { DocentError } from '../../../shared/platform/errors.ts';
import type { JobPayload } from '../../../shared/platform/jobs.ts';
import type { Run, Worker } from '../../worker.ts';
import { dropBlob } from '../ingest/drop-blob.ts';
import { commitVisit } from './commit-visit.ts';
import { endRun } from './end-run.ts';
import { openPace, type Pace } from './open-pace.ts';
import { openRobots } from './open-robots.ts';
import { removeMissing } from './remove-missing.ts';
import { claimRun, lockRun, RunLost, type SourceRun } from './source-run.ts';
import { visitListing } from './visit-listing.ts';
import { visitPage } from './visit-page.ts';
import type { SourcePage, Visitor } from './visit.ts';

/** A long refresh goes on in further jobs, so that others have their turn. */
const SLICE_MS = 60_000;
const LONGEST_RUN_MS = 24 * 3_600_000;
const MOST_BYTES = 2_000_000_000;

type Limits = { sliceMs: number };

/**
 * Visits the pages of a source, one after the other. Each visit is noted in one transaction with its document and the
 * addresses it leads to: a job that was killed goes on where it was.
 */
export async function refreshSource(
  service: Worker,
  { payload, signal, last, waits }: Run<JobPayload<'refresh-source'>>,
  { sliceMs }: Limits = { sliceMs: SLICE_MS },
): Promise<void> {
  const worker = boundTo(service, payload.app_id);
  const run = await claimRun(worker, payload);
  if (!run) return;
  if (run.app.archived) return endRun(worker, run, { status: 'stopped' });
  try {
    const pace = openPace(service.db, run.settings.delay_seconds, signal);
    const isDone = await visitAll(worker, run, pace, signal, Date.now() + sliceMs);
    if (isDone) await finish(worker, run, signal);
    else
      await worker.db.transaction().execute(async (tx) => {
        await lockRun(tx, run);
        await worker.queue.send(tx, 'refresh-source', payload);
      });
  } catch (error) {
    if (error instanceof RunLost) return endIfArchived(worker, run);
    if (signal.aborted || waits?.(error)) throw error;
    if (error instanceof DocentError && error.code === 'quota_exceeded')
      return endRun(worker, run, { status: 'paused', error: error.message });
    if (last)
      await endRun(worker, run, {
        status: 'failed',
        error: 'Refreshing this source failed several times. See the Jobs page for the reason.',
      });
    throw error;
  }
}

/** @returns false: the time is over, and there is more */
async function visitAll(
  worker: Worker,
  run: SourceRun,
  pace: Pace,
  signal: AbortSignal,
  end: number,
): Promise<boolean> {
  const robots = openRobots(worker, signal, pace.wait);
  const visitor: Visitor = { worker, run, signal, pace, robots };
  for (;;) {
    signal.throwIfAborted();
    const page = await nextPage(worker, run);
    if (!page) return true;
    if (await isSpent(worker, run)) return true;
    await visitOne(visitor, page);
    // After a visit, so that every job gets on.
    if (Date.now() >= end) return false;
  }
}

async function visitOne(visitor: Visitor, page: SourcePage): Promise<void> {
  const { worker, run } = visitor;
  const visit = await (page.role === 'page' ? visitPage : visitListing)(visitor, page);
  try {
    await commitVisit(worker, run, page, visit);
  } catch (error) {
    if ('kept' in visit && visit.kept) await dropBlob(worker, run.own.app_id, visit.kept.blobId);
    throw error;
  }
}

/** What lists pages comes first, then pages as near to the start as there are. */
const nextPage = ({ db }: Worker, { own, runId }: SourceRun): Promise<SourcePage | undefined> =>
  db
    .selectFrom('source_pages')
    .selectAll()
    .where(({ and }) => and({ ...own, queued_in: runId }))
    .where('visited_in', 'is distinct from', runId)
    .orderBy(sql`role = 'page'`)
    .orderBy('depth')
    .orderBy('page_id')
    .limit(1)
    .executeTakeFirst();

async function isSpent({ db }: Worker, { own, runId, startedAt }: SourceRun): Promise<boolean> {
  const { bytes } = await db
    .selectFrom('source_runs')
    .select('bytes')
    .where(({ and }) => and({ ...own, run_id: runId }))
    .executeTakeFirstOrThrow();
  return bytes > MOST_BYTES || Date.now() - startedAt.getTime() > LONGEST_RUN_MS;
}

async function finish(worker: Worker, run: SourceRun, signal: AbortSignal): Promise<void> {
  const { rows } = await sql<Summary>`
    select count(*) filter (where queued_in = ${run.runId} and visited_in is distinct from ${run.runId}) as unvisited,
      count(*) filter (where visited_in = ${run.runId} and role = 'page' and state in ('read', 'duplicate')) as there,
      count(*) filter (where queued_in = ${run.runId} and role = 'page') as listed,
      count(*) filter (where visited_in = ${run.runId} and state = 'failed') as failed,
      min(message) filter (where visited_in = ${run.runId} and role <> 'page' and depth = 0 and state = 'failed') as start,
      min(message) filter (where visited_in = ${run.runId} and state in ('failed', 'missing', 'skipped')) as reason
    from source_pages where app_id = ${run.own.app_id} and source_id = ${run.own.source_id}`.execute(
    worker.db,
  );
  const found = rows[0]!;
  const error = faultOf(run, found);
  if (error) return endRun(worker, run, { status: 'failed', error });
  await removeMissing(worker, run, { complete: found.unvisited === 0 && found.failed === 0, signal });
  await endRun(worker, run, { status: 'completed', unvisited: found.unvisited });
}

type Summary = {
  unvisited: number;
  there: number;
  listed: number;
  failed: number;
  start: string | null;
  reason: string | null;
};

/** A refresh that found nothing at all has failed: nothing is removed for it. */
function faultOf({ kind }: SourceRun, { start, listed, there, failed, reason }: Summary): string | undefined {
  if (start) return start;
  if (listed === 0 && failed > 0) return reason!;
  if (listed === 0) return `The ${kind === 'feed' ? 'feed' : 'sitemap'} lists no pages of this source.`;
  if (there > 0 || (failed === 0 && kind !== 'site')) return undefined;
  return `None of the pages could be read. ${reason ?? ''}`.trim();
}

async function endIfArchived(worker: Worker, run: SourceRun): Promise<void> {
  const app = await worker.db
    .selectFrom('apps')
    .select('archived_at')
    .where('app_id', '=', run.own.app_id)
    .executeTakeFirst();
  if (app?.archived_at) await endRun(worker, run, { status: 'stopped' });
}
