import { sql } from 'kysely';
import { moment } from '../../../db/moment.ts';
import { openErasure } from '../../../shared/privacy/erasures/open-erasure.ts';
import { isHeld } from '../../../shared/privacy/retention/legal-hold.ts';
import type { Worker } from '../../worker.ts';
import { lockRun, type SourceRun } from './source-run.ts';

/**
 * Notes pages that a list or sitemap no longer names as missing, and removes those that were missing often enough, each
 * document by an erasure. Nothing is removed during a legal hold.
 * @param complete whether the refresh has seen all that is listed
 */
export async function removeMissing(
  worker: Worker,
  run: SourceRun,
  { complete, signal }: { complete: boolean; signal: AbortSignal },
): Promise<void> {
  if (complete && (run.kind === 'list' || run.kind === 'sitemap')) await noteUnlisted(worker, run);
  for (;;) {
    signal.throwIfAborted();
    if (!(await removeNext(worker, run))) break;
  }
  await worker.db.transaction().execute(async (tx) => {
    await lockRun(tx, run);
    await tx
      .deleteFrom('source_pages')
      .where(({ and }) => and({ ...run.own, visited_in: run.runId, state: 'missing' }))
      .where('document_id', 'is', null)
      .where('misses', '>=', run.settings.remove_after)
      .execute();
  });
}

const noteUnlisted = (worker: Worker, run: SourceRun): Promise<void> =>
  worker.db.transaction().execute(async (tx) => {
    await lockRun(tx, run);
    await tx
      .updateTable('source_pages')
      .set({
        state: 'missing',
        change: 'missing',
        message:
          run.kind === 'sitemap' ? 'The sitemap no longer lists it.' : 'The source no longer lists it.',
        misses: sql`misses + 1`,
        visited_in: run.runId,
        checked_at: sql`now()`,
        changed_at: sql`case when state = 'missing' then changed_at else ${moment} end`,
      })
      .where(({ and }) => and({ ...run.own, role: 'page' }))
      .where('queued_in', 'is distinct from', run.runId)
      .where('visited_in', 'is distinct from', run.runId)
      .execute();
    await tx
      .deleteFrom('source_pages')
      .where(({ and }) => and({ ...run.own, role: 'sitemap' }))
      .where('queued_in', 'is distinct from', run.runId)
      .execute();
  });

/** @returns whether there may be more */
const removeNext = (worker: Worker, run: SourceRun): Promise<boolean> =>
  worker.db.transaction().execute(async (tx) => {
    const { own, app } = run;
    if (await isHeld(tx, own.app_id)) return false;
    await lockRun(tx, run);
    const page = await tx
      .selectFrom('source_pages')
      .select(['page_id', 'document_id'])
      .where(({ and }) => and({ ...own, visited_in: run.runId }))
      .where('document_id', 'is not', null)
      .where('misses', '>=', run.settings.remove_after)
      .limit(1)
      .executeTakeFirst();
    if (!page) return false;
    const document = await tx
      .selectFrom('documents')
      .select('source_id')
      .where('app_id', '=', own.app_id)
      .where('document_id', '=', page.document_id!)
      .executeTakeFirst();
    // Whatever had its content is read again.
    await tx
      .updateTable('source_pages')
      .set({ etag: null, last_modified: null, content_hash: null, duplicate_of: null })
      .where(({ and }) => and({ ...own, duplicate_of: page.page_id }))
      .execute();
    // A document that was uploaded over stays. An erased one takes the row of its page along.
    if (document?.source_id === own.source_id) {
      const subject = { appId: own.app_id, workspaceId: app.workspaceId, id: page.document_id! };
      await openErasure(worker.queue, tx, { ...subject, kind: 'document' }, own.source_id);
    } else
      await tx
        .deleteFrom('source_pages')
        .where(({ and }) => and({ ...own, page_id: page.page_id }))
        .execute();
    await tx
      .updateTable('source_runs')
      .set({ removed: sql`removed + 1` })
      .where(({ and }) => and({ ...own, run_id: run.runId }))
      .execute();
    return true;
  });
