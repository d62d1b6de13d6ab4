import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { requireBudget } from '../../shared/billing/ledger/require-budget.ts';
import { startReading } from '../../shared/documents/start-reading.ts';
import { fail } from '../../shared/platform/errors.ts';
import { newId } from '../../shared/platform/ids.ts';
import { requireNoHold } from '../../shared/privacy/retention/legal-hold.ts';
import type { AppCall } from '../call.ts';
import { findDocument } from './find-document.ts';
import { getDocument } from './get-document.ts';
import { refuseCurated } from './refuse-curated.ts';

type Refresh = { document_id: string; url?: string; metadata?: Record<string, unknown> | undefined };

/**
 * Fetches a document again, from its own address or from another one. The current version is used until the new one is
 * ready; an unchanged page changes nothing. What is being fetched or read already goes on.
 * @throws document_not_found, invalid_request if it was uploaded, legal_hold, quota_exceeded
 */
export async function refreshDocument(call: AppCall, { document_id, url, metadata }: Refresh) {
  const own = { app_id: call.app.appId, document_id };
  await call.db.transaction().execute(async (tx) => {
    await requireNoHold(tx, own.app_id);
    await findDocument({ ...call, db: tx }, document_id);
    const row = await tx
      .selectFrom('documents')
      .selectAll()
      .where(({ and }) => and(own))
      .forUpdate()
      .executeTakeFirst();
    if (!row) fail('document_not_found');
    refuseCurated(row);
    const address = url ?? row.source_url;
    if (!address)
      fail(
        'invalid_request',
        `${row.name} was uploaded, not fetched from an address. Send the new version with PUT.`,
      );
    const version = await tx
      .selectFrom('document_versions')
      .select('document_id')
      .where(({ and }) => and(own))
      .executeTakeFirst();
    const isMoving = version !== undefined || (row.status !== 'ready' && row.status !== 'failed');
    if (url === undefined && isMoving) return;
    await requireBudget(tx, own.app_id);
    if (row.status === 'failed' && url === undefined)
      await tx
        .updateTable('documents')
        .set({ status: 'queued', error: null, updated_at: sql`now()` })
        .where(({ and }) => and(own))
        .execute();
    else
      await startReading(tx, row, {
        name: row.name,
        media_type: row.media_type,
        bytes: 0,
        content_hash: placeholder(address, document_id),
        // There is no file before it was fetched.
        original_blob: newId('blob'),
        metadata: JSON.stringify(metadata ?? row.metadata),
        source_url: address,
        etag: null,
        last_modified: null,
      });
    if (address !== row.source_url)
      await tx
        .updateTable('documents')
        .set({ source_id: null })
        .where(({ and }) => and(own))
        .execute();
    await call.queue.send(tx, 'fetch-document', own);
  });
  return getDocument(call, { document_id });
}

/** Placeholder for the content's hash; no content has it, because none contains a NUL. */
const placeholder = (url: string, documentId: string): string =>
  createHash('sha256').update(`url\0${url}\0${documentId}`).digest('hex');
