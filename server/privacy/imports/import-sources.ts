import { sql } from 'kysely';
import { toAddress } from '../../../shared/documents/sources/to-address.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { SourceLine, SourcePageLine } from '../../../shared/privacy/exports/format.ts';
import type { AppCall } from '../../call.ts';
import type { Archive } from './open-archive.ts';
import { RefusedArchive } from './refused-archive.ts';

/** Exports of 0.2.0 have no sources. */
const has = ({ manifest }: Archive, name: string) => manifest.counts[name] !== undefined;

/** Imports sources under their own ids, with settings and schedule. The first refresh is due after their interval. */
export async function importSources(call: AppCall, archive: Archive): Promise<void> {
  if (!has(archive, 'sources')) return;
  for await (const line of archive.lines('sources', SourceLine)) {
    call.signal.throwIfAborted();
    const { depth, include, exclude, max_pages, delay_seconds, remove_after } = line;
    const { addresses, refresh_hours } = line;
    await call.db
      .insertInto('sources')
      .values({
        app_id: call.app.appId,
        source_id: line.source_id,
        name: line.name ?? new URL(addresses[0]!).hostname,
        kind: line.kind,
        addresses: sql`${addresses}::text[]`,
        settings: JSON.stringify({ depth, include, exclude, max_pages, delay_seconds, remove_after }),
        metadata: JSON.stringify(line.metadata),
        refresh_hours,
        next_run_at: sql<Date>`now() + ${refresh_hours}::integer * interval '1 hour'`,
        created_at: new Date(line.created_at),
      })
      .execute();
  }
}

/**
 * Imports which pages the documents of sources are, so that a refresh finds them unchanged. Pages whose document was not
 * imported are left out.
 */
export async function importSourcePages(call: AppCall, archive: Archive): Promise<void> {
  if (!has(archive, 'source-pages')) return;
  const { appId } = call.app;
  for await (const line of archive.lines('source-pages', SourcePageLine)) {
    call.signal.throwIfAborted();
    const address = toAddress(line.url);
    if (!address) throw new RefusedArchive(`${line.url} is no address of a page`);
    await sql`
      insert into source_pages (app_id, source_id, page_id, role, url, url_key, depth, state, document_id, content_hash)
      select app_id, source_id, ${newId('page')}, 'page', ${address.url}, ${address.key}, ${line.depth}, 'read', document_id,
        content_hash
      from documents where app_id = ${appId} and document_id = ${line.document_id} and source_id = ${line.source_id}`.execute(
      call.db,
    );
  }
}
