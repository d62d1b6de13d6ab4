import { uniqueViolation } from '../../db/unique-violation.ts';
import type { UploadedAs } from '../../shared/contract/documents.ts';
import { fail } from '../../shared/platform/errors.ts';
import type { AppCall } from '../call.ts';
import { findByExternalId } from './find-by-external-id.ts';
import { findByName } from './find-by-name.ts';
import { registerDocuments } from './register-documents.ts';
import { replaceDocument } from './replace-document.ts';
import { discardUpload, type StagedUpload } from './stage-upload.ts';

/**
 * Makes staged uploads documents. A single one that is known by its external id, or with `on_conflict` alone by its name,
 * becomes that document's new version, or is discarded or refused.
 * @throws document_exists, also for a name that several documents have; legal_hold, quota_exceeded
 */
export async function registerUpload(
  call: AppCall,
  staged: StagedUpload[],
  metadata: Record<string, unknown> | undefined,
  { external_id, on_conflict }: UploadedAs,
) {
  if (external_id === undefined && on_conflict === undefined)
    return registerDocuments(call, staged, metadata ?? {});
  const [upload, ...others] = staged;
  if (!upload || others.length > 0)
    fail('invalid_request', 'external_id and on_conflict are about one document: send one file.');
  const known =
    external_id === undefined
      ? await findNamed(call, upload.name, on_conflict)
      : await findKnown(call, external_id);
  if (known) return replaceKnown(call, known, upload, metadata, on_conflict);
  try {
    return await registerDocuments(call, staged, metadata ?? {}, external_id);
  } catch (error) {
    if (!uniqueViolation(error)?.includes('external') || external_id === undefined) throw error;
    // The same id came twice at once: the other one was first.
    const first = await findKnown(call, external_id);
    if (!first) throw error;
    return replaceKnown(call, first, upload, metadata, on_conflict);
  }
}

type Known = NonNullable<Awaited<ReturnType<typeof findKnown>>>;

async function findKnown({ db, app }: AppCall, externalId: string) {
  const found = await findByExternalId(db, app.appId, externalId);
  return found && { ...found, by: 'external_id' };
}

async function findNamed(
  { db, app }: AppCall,
  name: string,
  onConflict: UploadedAs['on_conflict'],
): Promise<Known | undefined> {
  const [newest, another] = await findByName(db, app.appId, name);
  if (another && onConflict === 'replace')
    fail(
      'document_exists',
      'Several documents have this name. Send external_id, or replace one of them by PUT /documents/{id}.',
    );
  return newest && { ...newest, source_url: null, by: 'name' };
}

async function replaceKnown(
  call: AppCall,
  known: Known,
  upload: StagedUpload,
  metadata: Record<string, unknown> | undefined,
  onConflict: UploadedAs['on_conflict'] = 'replace',
) {
  if (onConflict === 'fail')
    fail('document_exists', `A document with this ${known.by} exists already.`, {
      document_id: known.document_id,
    });
  if (onConflict === 'keep') {
    await discardUpload(call, upload.blobId);
    const { document_id, name, status } = known;
    return { documents: [{ document_id, name, status }] };
  }
  const { document } = await replaceDocument(call, known.document_id, upload, metadata);
  const { document_id, name, status, new_version } = document;
  return { documents: [{ document_id, name, status: new_version?.status ?? status }] };
}
