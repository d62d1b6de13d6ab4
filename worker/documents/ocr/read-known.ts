import type { App } from '../../../shared/tenancy/app.ts';
import { places } from '../../../shared/security/vault/places.ts';
import { unseal } from '../../../shared/security/vault/seal.ts';
import type { Worker } from '../../worker.ts';
import type { Recognised } from '../extract/extracted.ts';
import type { Claim } from '../ingest/claim.ts';
import { chooseRecogniser } from './choose-recogniser.ts';

/** What is known of the scanned pages of a document's file. */
export async function readKnown(
  { db, config }: Worker,
  app: App,
  { appId, documentId, originalBlob }: Pick<Claim, 'appId' | 'documentId' | 'originalBlob'>,
): Promise<Recognised> {
  const recogniser = chooseRecogniser(config.ocr);
  const known: Recognised = {
    texts: new Map(),
    reasons: new Map(),
    most: config.ocr?.mostPages ?? 0,
    ...(typeof recogniser === 'string' && { reason: recogniser }),
  };
  if (typeof recogniser === 'string') return known;
  const rows = await db
    .selectFrom('recognised_pages')
    .select(['page', 'content', 'reason'])
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .where('original_blob', '=', originalBlob)
    .where('recogniser', '=', recogniser.id)
    .execute();
  for (const { page, content, reason } of rows) {
    const place = places.pageText(appId, documentId, originalBlob, page, recogniser.id);
    if (reason !== null) known.reasons.set(page, reason);
    else known.texts.set(page, content ? unseal(app.dataKey, content, place).toString() : '');
  }
  return known;
}
