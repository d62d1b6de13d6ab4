// A Docent whose jobs a test runs by itself, one after the other, with an app and a site for its sources.
import { sql } from 'kysely';
import { expect } from 'vitest';
import { deleteBlobs } from '../worker/documents/delete-blobs.ts';
import { embedChunks } from '../worker/documents/embed-chunks.ts';
import { fetchDocument } from '../worker/documents/fetch-document.ts';
import { readDocument } from '../worker/documents/read-document.ts';
import { refreshSource } from '../worker/documents/sources/refresh-source.ts';
import { removeSourceDocuments } from '../worker/documents/sources/remove-source-documents.ts';
import { erase } from '../worker/privacy/erase.ts';
import type { Worker } from '../worker/worker.ts';
import type { Docent } from './harness.ts';
import { bearer, type TestKey } from './keys.ts';
import type { WebSite } from './web-site.ts';

const never = new AbortController().signal;
const run = { signal: never, last: false };

export type Handlers = Record<string, (payload: any) => Promise<void>>;

/** @param key of the app; site: the web site */
export function openSourceRunner(docent: Docent, worker: Worker, key: TestKey, site: WebSite) {
  const usual: Handlers = {
    'refresh-source': (payload) => refreshSource(worker, { ...run, payload }),
    'remove-source-documents': (payload) => removeSourceDocuments(worker, { ...run, payload }),
    'fetch-document': (payload) => fetchDocument(worker, { ...run, payload }),
    'read-document': (payload) => readDocument(worker, { ...run, payload }),
    'embed-chunks': (payload) => embedChunks(worker, { ...run, payload }),
    'delete-blobs': (payload) => deleteBlobs(worker, { ...run, payload }),
    erase: (payload) => erase(worker, { ...run, payload }),
  };
  const runner = {
    /** How many times each job ran in the last call of `work`. */
    ran: {} as Record<string, number>,
    /** Runs what waits in the queue for the app until nothing does. */
    async work(handlers: Handlers = {}): Promise<void> {
      const all = { ...usual, ...handlers };
      runner.ran = {};
      for (;;) {
        const { rows } = await sql<{ name: string; data: any }>`
          delete from pgboss.job where id = (select id from pgboss.job where state in ('created', 'retry')
            and data->>'app_id' = ${key.appId} and name = any(${Object.keys(all)}::text[]) order by created_on limit 1)
          returning name, data`.execute(docent.ctx.db);
        if (!rows[0]) return;
        runner.ran[rows[0].name] = (runner.ran[rows[0].name] ?? 0) + 1;
        await all[rows[0].name]!(rows[0].data);
      }
    },
    async ask(path: string, body?: object, method?: string): Promise<any> {
      const response = await docent.api(path, {
        ...(body && { json: body }),
        ...(method && { method }),
        headers: bearer(key.secret),
      });
      return { status: response.status, ...(await response.json()) };
    },
    /** Creates a source without doing its jobs. */
    async add(source: object): Promise<string> {
      const created = await runner.ask('/sources', { delay_seconds: 0, ...source });
      expect([created.status, created.error]).toEqual([202, undefined]);
      return created.source.source_id;
    },
    async create(source: object): Promise<string> {
      const id = await runner.add(source);
      await runner.work();
      return id;
    },
    source: async (id: string) => (await runner.ask(`/sources/${id}`)).source,
    async refresh(id: string) {
      site.seen.length = 0;
      await runner.ask(`/sources/${id}/refresh`, {});
      await runner.work();
      return runner.source(id);
    },
    /** The pages of a source by path. */
    async pages(id: string): Promise<Record<string, any>> {
      const { pages } = await runner.ask(`/sources/${id}/pages?per_page=100`);
      return Object.fromEntries(pages.map((page: any) => [page.url.replace(site.url, ''), page]));
    },
    documents: async (id: string): Promise<any[]> =>
      (await runner.ask(`/documents?per_page=100&source_id=${id}`)).documents,
    names: async (id: string): Promise<string[]> =>
      (await runner.documents(id)).map(({ name }) => name).sort(),
    found: async (query: string): Promise<string[]> =>
      (await runner.ask('/search', { query })).results.map((result: any) => result.document_name),
  };
  return runner;
}
export type SourceRunner = ReturnType<typeof openSourceRunner>;

/** What the newest refresh of a source counted. */
export function counts({ last_run }: any) {
  const { added, changed, unchanged, missing, removed, skipped, failed, left_out } = last_run;
  return { added, changed, unchanged, missing, removed, skipped, failed, left_out };
}
export const none = {
  added: 0,
  changed: 0,
  unchanged: 0,
  missing: 0,
  removed: 0,
  skipped: 0,
  failed: 0,
  left_out: 0,
};
