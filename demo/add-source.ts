import { sql } from 'kysely';
import type { Db } from '../db/database.ts';
import { newId } from '../shared/platform/ids.ts';

/**
 * A source as its refreshes leave it, with a page of each state. No site is asked.
 * @param documentId a document of the app, which becomes one of its pages
 * @returns its id
 */
export async function addSource(db: Db, appId: string, documentId: string): Promise<string> {
  const own = { app_id: appId, source_id: newId('src') };
  const site = 'https://help.harbor-pine.example';
  const settings = { depth: 5, include: ['/help/'], exclude: ['*.pdf$'], max_pages: 500, delay_seconds: 1 };
  await db
    .insertInto('sources')
    .values({
      ...own,
      name: 'Help centre',
      kind: 'site',
      addresses: sql`${[`${site}/help/`]}::text[]`,
      settings: JSON.stringify({ ...settings, remove_after: 3 }),
      metadata: '{}',
      refresh_hours: 24,
      next_run_at: sql`now() + interval '7 hours'`,
    })
    .execute();
  const runs = [newId('ref'), newId('ref'), newId('ref')];
  const ends = [
    { status: 'completed', added: 5 },
    {
      status: 'failed',
      error: 'None of the pages could be read. The server of the page responded with 503. Try again later.',
    },
    { status: 'completed', unchanged: 3, changed: 1, missing: 1, skipped: 1, failed: 1 },
  ] as const;
  for (const [place, run_id] of runs.entries())
    await db
      .insertInto('source_runs')
      .values({
        ...own,
        run_id,
        started_by: place === 0 ? 'request' : 'schedule',
        requests: 7,
        bytes: 48_213 * (place + 1),
        started_at: sql`now() - ${65 - place * 24}::integer * interval '1 hour'`,
        ended_at: sql`now() - ${65 - place * 24}::integer * interval '1 hour' + interval '9 seconds'`,
        ...ends[place]!,
      })
      .execute();
  const pages = [
    { url: '/help/', state: 'read', change: 'changed', document_id: documentId },
    { url: '/help/returns', state: 'read', change: 'unchanged' },
    {
      url: '/help/contact',
      state: 'missing',
      change: 'missing',
      misses: 1,
      message: 'The server of the page responded with 404. Check the address.',
    },
    {
      url: '/help/print/returns',
      state: 'duplicate',
      change: 'unchanged',
      message: 'It names another page as its own address.',
    },
    {
      url: '/help/staff',
      state: 'skipped',
      change: 'skipped',
      message: "The site's robots.txt does not allow Docent to read this page.",
    },
    {
      url: '/help/status',
      state: 'failed',
      change: 'failed',
      message: 'The page did not load in time. Try again later, or upload the file instead.',
    },
  ] as const;
  for (const { url, ...page } of pages)
    await db
      .insertInto('source_pages')
      .values({
        ...own,
        page_id: newId('page'),
        role: 'page',
        url: site + url,
        url_key: `help.harbor-pine.example${url}`,
        depth: url === '/help/' ? 0 : 1,
        visited_in: runs[2]!,
        checked_at: sql`now() - interval '17 hours'`,
        changed_at: sql`now() - interval '17 hours'`,
        ...page,
      })
      .execute();
  await db
    .updateTable('documents')
    .set({ source_id: own.source_id })
    .where(({ and }) => and({ app_id: appId, document_id: documentId }))
    .execute();
  return own.source_id;
}
