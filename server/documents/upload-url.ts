import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { UploadedAs } from '../../shared/contract/documents.ts';
import { CURATED_ANSWER } from '../../shared/contract/media-type.ts';
import { fail } from '../../shared/platform/errors.ts';
import { newId } from '../../shared/platform/ids.ts';
import { measureRoom } from '../../shared/billing/ledger/measure-room.ts';
import { requireBudget } from '../../shared/billing/ledger/require-budget.ts';
import type { DocumentStatus } from '../../db/tables/documents.ts';
import type { AppCall } from '../call.ts';
import { findByExternalId } from './find-by-external-id.ts';

/**
 * Creates a document from a URL, which a job fetches. For a URL that the app already has, returns the existing
 * document; a failed one is fetched again.
 * @throws quota_exceeded; document_exists for an external id that cannot be this address's
 */
export async function uploadUrl(
  call: AppCall,
  address: string,
  metadata: Record<string, unknown>,
  { external_id, on_conflict = 'replace' }: UploadedAs = {},
) {
  const { appId } = call.app;
  const { href, hostname } = new URL(address);
  return call.db.transaction().execute(async (tx) => {
    const requireRoom = await measureRoom(tx, call.app, ['documents', 'stored_bytes']);
    const named = external_id === undefined ? undefined : await findByExternalId(tx, appId, external_id);
    if (named && on_conflict === 'keep') return { documents: [toUploaded(named)] };
    if (named && (on_conflict === 'fail' || named.source_url !== href))
      fail('document_exists', conflictOf(on_conflict), { document_id: named.document_id });
    const known = await tx
      .selectFrom('documents')
      .select(['document_id', 'name', 'status', 'external_id'])
      .where('app_id', '=', appId)
      .where('source_url', '=', href)
      .where('media_type', '!=', CURATED_ANSWER)
      .orderBy('document_id')
      .forUpdate()
      .executeTakeFirst();
    if (known && external_id !== undefined && (known.external_id ?? external_id) !== external_id)
      fail('document_exists', 'This address is stored under another external_id.', {
        document_id: known.document_id,
      });
    if (known && external_id !== undefined)
      await tx
        .updateTable('documents')
        .set({ external_id })
        .where('app_id', '=', appId)
        .where('document_id', '=', known.document_id)
        .execute();
    if (known && known.status !== 'failed') return { documents: [toUploaded(known)] };
    const documentId = newId('doc');
    const { document_id, name } = known
      ? await tx
          .updateTable('documents')
          .set({ status: 'queued', error: null, updated_at: sql`now()` })
          .where('app_id', '=', appId)
          .where('document_id', '=', known.document_id)
          .returning(['document_id', 'name'])
          .executeTakeFirstOrThrow()
      : await tx
          .insertInto('documents')
          .values({
            app_id: appId,
            document_id: documentId,
            name: hostname,
            source_url: href,
            external_id: external_id ?? null,
            media_type: 'text/html',
            bytes: 0,
            content_hash: placeholder(href),
            metadata: JSON.stringify(metadata),
            // There is no file before it was fetched.
            original_blob: newId('blob'),
          })
          // Two requests at the same time: one creates it, the other gets it.
          .onConflict((conflict) =>
            conflict.columns(['app_id', 'content_hash']).doUpdateSet({ source_url: href }),
          )
          .returning(['document_id', 'name'])
          .executeTakeFirstOrThrow();
    const documents = [{ document_id, name, status: 'queued' as const }];
    if (!known && document_id !== documentId) return { documents };
    await requireRoom();
    await requireBudget(tx, appId);
    await call.queue.send(tx, 'fetch-document', { app_id: appId, document_id });
    return { documents };
  });
}

const toUploaded = ({
  document_id,
  name,
  status,
}: {
  document_id: string;
  name: string;
  status: DocumentStatus;
}) => ({
  document_id,
  name,
  status,
});

const conflictOf = (onConflict: UploadedAs['on_conflict']): string =>
  onConflict === 'fail'
    ? 'A document with this external_id exists already.'
    : 'The document with this external_id does not come from this address. Delete it first.';

/** Placeholder for the content's hash; no content has it, because none contains a NUL. */
const placeholder = (href: string): string => createHash('sha256').update(`url\0${href}`).digest('hex');
