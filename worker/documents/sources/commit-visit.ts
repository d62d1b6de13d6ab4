import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { SourcePageChange, SourcePageState } from '../../../db/tables/sources.ts';
import { isHeld } from '../../../shared/privacy/retention/legal-hold.ts';
import { toAddress } from '../../../shared/documents/sources/to-address.ts';
import type { KeptPage } from '../ingest/keep-page.ts';
import type { Worker } from '../../worker.ts';
import { queueAddresses } from './queue-addresses.ts';
import { lockRun, type SourceRun } from './source-run.ts';
import { storePage, type Stored } from './store-page.ts';
import type { SourcePage, Visit } from './visit.ts';

/** What becomes of a page; its other columns stay. */
type Outcome = {
  state: SourcePageState;
  change: SourcePageChange;
  message?: string | null;
  document_id?: string;
  duplicate_of?: string | null;
  /** It is visited once more, and read as itself. */
  again?: true;
  /** Hashes and validators of what was read. */
  read?: Partial<Pick<SourcePage, 'etag' | 'last_modified' | 'content_hash' | 'text_hash'>>;
};

const UNREAD = { etag: null, last_modified: null, content_hash: null, text_hash: null };

/**
 * Notes what a visit found: the page, its document and the addresses it leads to, in one transaction. A visit that was
 * not noted is made again.
 * @throws RunLost, quota_exceeded
 */
export async function commitVisit(
  worker: Worker,
  run: SourceRun,
  page: SourcePage,
  visit: Visit,
): Promise<void> {
  const { app_id } = run.own;
  await worker.db.transaction().execute(async (tx) => {
    const onLegalHold = await isHeld(tx, app_id);
    await lockRun(tx, run);
    // A document is locked before the rows of pages, as an erasure does.
    const outcome = await settle(worker, tx, run, page, visit, onLegalHold);
    const left = await queueFound(tx, run, page, visit);
    const kept = 'kept' in visit ? visit.kept : undefined;
    if (kept && outcome?.change !== 'added' && outcome?.change !== 'changed')
      await worker.queue.send(tx, 'delete-blobs', { app_id, blob_ids: [kept.blobId] });
    // Erased while it was visited: its row went with its document.
    if (outcome) await notePage(tx, run, page, outcome, kept);
    const bytes = visit.found === 'listing' ? visit.bytes : (kept?.bytes ?? 0);
    await tx
      .updateTable('source_runs')
      .set({
        requests: sql`requests + 1`,
        bytes: sql`bytes + ${bytes}::bigint`,
        left_out: sql`left_out + ${left}::integer`,
      })
      .where(({ and }) => and({ ...run.own, run_id: run.runId }))
      .execute();
  });
}

/** Addresses that a visit found. @returns how many were left out */
async function queueFound(tx: Tx, run: SourceRun, page: SourcePage, visit: Visit): Promise<number> {
  const depth = page.depth + 1;
  if (visit.found === 'listing') {
    const left = await queueAddresses(tx, run, visit.sitemaps, { role: 'sitemap', depth });
    return left + (await queueAddresses(tx, run, visit.pages, { role: 'page', depth }));
  }
  return queueAddresses(tx, run, visit.links ?? [], { role: 'page', depth });
}

async function settle(
  worker: Worker,
  tx: Tx,
  run: SourceRun,
  page: SourcePage,
  visit: Visit,
  onLegalHold: boolean,
): Promise<Outcome | undefined> {
  switch (visit.found) {
    case 'unchanged':
      return stayed(tx, run, page, visit);
    case 'content': {
      const { kept, textHash } = visit;
      const stored = await storePage(worker, tx, run, { page, kept, textHash, onLegalHold });
      return stored.is === 'gone' ? undefined : storedAs(stored, visit);
    }
    case 'listing':
      return { state: 'read', change: 'unchanged', message: null };
    case 'elsewhere':
      return moveTo(tx, run, page, visit);
    case 'missing':
      await readTwins(tx, run, page);
      return { state: 'missing', change: 'missing', message: visit.message };
    case 'skipped':
      await readTwins(tx, run, page);
      return {
        state: 'skipped',
        change: 'skipped',
        message: visit.message,
        duplicate_of: null,
        read: UNREAD,
      };
    case 'failed':
      return { state: 'failed', change: 'failed', message: visit.message };
  }
}

async function stayed(
  tx: Tx,
  run: SourceRun,
  page: SourcePage,
  { kept, textHash }: Visit & { found: 'unchanged' },
): Promise<Outcome> {
  const read = kept && {
    etag: kept.validators.etag,
    last_modified: kept.validators.lastModified,
    content_hash: kept.hash,
    ...(textHash !== undefined && { text_hash: textHash }),
  };
  if (!page.duplicate_of) return { state: 'read', change: 'unchanged', message: null, ...(read && { read }) };
  await tx
    .updateTable('source_pages')
    .set({ queued_in: run.runId })
    .where(({ and }) => and({ ...run.own, page_id: page.duplicate_of! }))
    .execute();
  return { state: 'duplicate', change: 'unchanged', ...(read && { read }) };
}

function storedAs(
  stored: Exclude<Stored, { is: 'gone' }>,
  { kept, textHash }: Visit & { found: 'content' },
): Outcome {
  if (stored.is === 'kept') return { state: 'read', change: 'skipped', message: stored.message };
  const read = {
    etag: kept.validators.etag,
    last_modified: kept.validators.lastModified,
    content_hash: kept.hash,
    text_hash: textHash,
  };
  if (stored.is === 'duplicate')
    return {
      state: 'duplicate',
      change: 'unchanged',
      message: stored.of
        ? 'Another page has the same content.'
        : 'Another document of the app has the same content.',
      duplicate_of: stored.of,
      // Without another page there is nothing that would let this one be read again.
      read: stored.of ? { ...read, text_hash: null } : UNREAD,
    };
  const { is, documentId } = stored;
  return { state: 'read', change: is, message: null, document_id: documentId, duplicate_of: null, read };
}

/** Another address has this page's content: that one is visited. */
async function moveTo(
  tx: Tx,
  run: SourceRun,
  page: SourcePage,
  { target, message, asItself }: Visit & { found: 'elsewhere' },
): Promise<Outcome> {
  const left = await queueAddresses(tx, run, [target], { role: 'page', depth: page.depth });
  if (left > 0)
    return { state: 'skipped', change: 'skipped', message: 'It leads to a page beyond the limit.' };
  const other = await tx
    .updateTable('source_pages')
    .set(asItself ? { as_itself: true } : { queued_in: run.runId })
    .where(({ and }) => and({ ...run.own, role: 'page', url_key: target.key }))
    .returning(['page_id', 'duplicate_of', 'state', 'visited_in'])
    .executeTakeFirstOrThrow();
  const isThere = other.visited_in !== run.runId || !['missing', 'skipped'].includes(other.state);
  if (!isThere && asItself) return { state: page.state, change: 'unchanged', again: true, read: UNREAD };
  if (!isThere)
    return { state: 'missing', change: 'missing', message: 'It redirects to a page that is not there.' };
  if (await leadsTo(tx, run, other, page.page_id))
    return {
      state: 'failed',
      change: 'failed',
      message: 'The page redirects in a circle.',
      duplicate_of: null,
    };
  return { state: 'duplicate', change: 'unchanged', message, duplicate_of: other.page_id, read: UNREAD };
}

const LONGEST_CHAIN = 10;

async function leadsTo(
  tx: Tx,
  run: SourceRun,
  from: { duplicate_of: string | null },
  pageId: string,
): Promise<boolean> {
  let next = from.duplicate_of;
  for (let step = 0; next && step < LONGEST_CHAIN; step++) {
    if (next === pageId) return true;
    const row = await tx
      .selectFrom('source_pages')
      .select('duplicate_of')
      .where(({ and }) => and({ ...run.own, page_id: next! }))
      .executeTakeFirst();
    next = row?.duplicate_of ?? null;
  }
  return next !== null;
}

/** Pages whose content was to be that of a page that is not there are read themselves. */
const readTwins = (tx: Tx, { own, runId }: SourceRun, { page_id }: SourcePage) =>
  tx
    .updateTable('source_pages')
    .set({ ...UNREAD, duplicate_of: null, as_itself: true, queued_in: runId, visited_in: null })
    .where(({ and }) => and({ ...own, duplicate_of: page_id }))
    .execute();

async function notePage(
  tx: Tx,
  run: SourceRun,
  page: SourcePage,
  { read, again, ...columns }: Outcome,
  kept: KeptPage | undefined,
): Promise<void> {
  const { state, change } = columns;
  const isMiss = state === 'missing' || state === 'skipped' || state === 'duplicate';
  await tx
    .updateTable('source_pages')
    .set({
      ...columns,
      ...read,
      // Where a redirect within the same address has led.
      url: (kept && toAddress(kept.url.href)?.url) ?? page.url,
      ...(again ? { as_itself: true } : { visited_in: run.runId, checked_at: sql<Date>`now()` }),
      // A page that only failed may be there all the same.
      ...(state !== 'failed' && !again && { misses: isMiss ? sql<number>`misses + 1` : 0 }),
      ...((state !== page.state || change === 'changed') && { changed_at: sql<Date>`now()` }),
    })
    .where(({ and }) => and({ ...run.own, page_id: page.page_id }))
    .execute();
}
