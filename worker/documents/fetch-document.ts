import { uniqueViolation } from '../../db/unique-violation.ts';
import { boundTo, findApp, type App } from '../../shared/tenancy/app.ts';
import { discardVersion } from '../../shared/documents/discard-version.ts';
import { dropUnclaimed } from '../../shared/documents/drop-unclaimed.ts';
import { DocentError, isFinal } from '../../shared/platform/errors.ts';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import { measureRoom } from '../../shared/billing/ledger/measure-room.ts';
import { isHeld } from '../../shared/privacy/retention/legal-hold.ts';
import {
  claimDocument,
  failDocument,
  failLocked,
  LEGAL_HOLD,
  lockDocument,
  payloadOf,
  targetOf,
  type Claim,
} from './ingest/claim.ts';
import { fetchPage, PageRefused, refusalOf } from './ingest/fetch-page.ts';
import { keepPage, type KeptPage } from './ingest/keep-page.ts';
import { outageOf } from '../../shared/platform/outage.ts';
import { noteWaiting } from './ingest/note-waiting.ts';
import { userAgentOf } from './ingest/user-agent.ts';
import type { Run, Worker } from '../worker.ts';

/** Time limit from the request to the last byte. */
const TIMEOUT_MS = 60_000;

/**
 * Fetches the page of a document, or of its new version, into the vault and enqueues its ingestion. A version that is
 * as the document already was ends here. It can be killed and run again: the blob belongs to the document from its
 * first byte, and leftovers are removed.
 */
export async function fetchDocument(
  service: Worker,
  { payload, signal, last, waits }: Run<JobPayload<'fetch-document'>>,
  timeoutMs = TIMEOUT_MS,
): Promise<void> {
  const worker = boundTo(service, payload.app_id);
  const app = await findApp(worker, payload.app_id);
  const claim = app && (await claimDocument(worker, targetOf(payload)));
  if (!claim?.sourceUrl) return;
  try {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const kept = await fetchInto(worker, app!, claim, claim.sourceUrl, inTime);
    await (kept ? keep(worker, app!, claim, kept) : endUnchanged(worker, claim));
  } catch (given) {
    if (signal.aborted) throw given;
    if (waits?.(given)) {
      await noteWaiting(worker, claim, outageOf(given)!);
      throw given;
    }
    const error = refusalOf(given);
    const refused =
      error instanceof DocentError ? isFinal(error) : error instanceof PageRefused && !error.again;
    if (refused) return failDocument(worker, claim, error.message);
    if (last)
      await failDocument(
        worker,
        claim,
        error instanceof PageRefused
          ? error.message
          : 'Fetching this page failed several times. Try again later, or see the Jobs page for the reason.',
      );
    throw Object.assign(new Error('page not fetched'), { code: 'PAGE_NOT_FETCHED' });
  }
}

/** @throws PageRefused, payload_too_large, unsupported_media_type */
async function fetchInto(
  worker: Worker,
  app: App,
  claim: Claim,
  address: string,
  signal: AbortSignal,
): Promise<KeptPage | undefined> {
  const { documentId, replaced, validators } = claim;
  const userAgent = userAgentOf(worker.config);
  return keepPage(
    worker,
    app,
    { documentId, replaced },
    () => fetchPage(worker.ingestEgress, address, { signal, userAgent, validators }),
    signal,
  );
}

/** @throws quota_exceeded */
async function keep(worker: Worker, app: App, claim: Claim, kept: KeptPage): Promise<void> {
  const { appId } = app;
  const { blobId, name, mediaType, bytes, hash, validators } = kept;
  const own = { app_id: appId, document_id: claim.documentId };
  try {
    await worker.db.transaction().execute(async (tx) => {
      const requireRoom = await measureRoom(tx, app, ['stored_bytes']);
      const onLegalHold = await isHeld(tx, appId);
      const locked = await lockDocument(tx, claim);
      if (!locked) return worker.queue.send(tx, 'delete-blobs', { app_id: appId, blob_ids: [blobId] });
      const isVersion = locked.table === 'document_versions';
      const read = { etag: validators.etag, last_modified: validators.lastModified };
      if (isVersion && hash === claim.contentHash) {
        await tx
          .updateTable('documents')
          .set(read)
          .where(({ and }) => and(own))
          .execute();
        return discardVersion(tx, worker.queue, claim);
      }
      if (isVersion && onLegalHold) return failLocked(tx, worker, claim, LEGAL_HOLD);
      await tx
        .updateTable(locked.table)
        .set({
          ...read,
          name,
          media_type: mediaType,
          bytes,
          content_hash: hash,
          original_blob: blobId,
          status: 'queued',
        })
        .where(({ and }) => and(own))
        .execute();
      await dropUnclaimed(tx, worker.queue, appId, claim.documentId);
      await requireRoom();
      await worker.queue.send(tx, 'read-document', payloadOf(claim));
    });
  } catch (error) {
    const twice = uniqueViolation(error) !== undefined;
    if (twice || error instanceof DocentError) await removeFetched(worker, appId, blobId);
    if (twice)
      throw new PageRefused('Another document in this app has identical content. Delete one of them.');
    throw error;
  }
}

const endUnchanged = (worker: Worker, claim: Claim): Promise<void> =>
  worker.db.transaction().execute(async (tx) => {
    if (await lockDocument(tx, claim)) await discardVersion(tx, worker.queue, claim);
  });

const removeFetched = (worker: Worker, appId: string, blobId: string) =>
  worker.db
    .transaction()
    .execute((tx) => worker.queue.send(tx, 'delete-blobs', { app_id: appId, blob_ids: [blobId] }));
