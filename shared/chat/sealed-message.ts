// Encrypts and decrypts messages and quotes with the app's data key.
import type { Selectable } from 'kysely';
import type { CitationsTable } from '../../db/tables/conversations.ts';
import type { App } from '../tenancy/app.ts';
import type { Citation } from '../contract/chat.ts';
import type { Metadata } from '../contract/fields.ts';
import { places } from '../security/vault/places.ts';
import { seal, unseal } from '../security/vault/seal.ts';

/** The content of an answer before its first token. */
export const NO_CONTENT = Buffer.alloc(0);

export const sealContent = (app: App, messageId: string, content: string): Buffer =>
  seal(app.dataKey, content, places.content(app.appId, messageId));

export const readContent = (app: App, row: { message_id: string; content: Buffer }): string =>
  row.content.length === 0
    ? ''
    : unseal(app.dataKey, row.content, places.content(app.appId, row.message_id)).toString();

export const sealMetadata = (app: App, messageId: string, metadata: Metadata | undefined): Buffer | null =>
  metadata ? seal(app.dataKey, JSON.stringify(metadata), places.metadata(app.appId, messageId)) : null;

export const readMetadata = (
  app: App,
  row: { message_id: string; metadata: Buffer | null },
): Metadata | null =>
  row.metadata &&
  JSON.parse(unseal(app.dataKey, row.metadata, places.metadata(app.appId, row.message_id)).toString());

/** What a citation says of its document, and the quote. Earlier versions kept the name and the quote alone. */
type Excerpt = Pick<Citation, 'document_name' | 'quote'> &
  Partial<Pick<Citation, 'title' | 'source_url' | 'headings' | 'ocr' | 'curated'>>;

export function sealExcerpt(app: App, messageId: string, citation: Citation): Buffer {
  const { index, document_name, title, source_url, headings, ocr, curated, quote } = citation;
  const excerpt: Excerpt = { document_name, title, source_url, headings, ocr, curated, quote };
  return seal(app.dataKey, JSON.stringify(excerpt), places.excerpt(app.appId, messageId, index));
}

export function readCitation(app: App, row: Selectable<CitationsTable>): Citation {
  const excerpt = unseal(
    app.dataKey,
    row.excerpt,
    places.excerpt(app.appId, row.message_id, row.index),
  ).toString();
  const { index, document_id, page, span_start: start, span_end: end } = row;
  return {
    index,
    document_id,
    page,
    start,
    end,
    title: null,
    source_url: null,
    headings: [],
    ocr: false,
    curated: false,
    ...(JSON.parse(excerpt) as Excerpt),
  };
}

const PREVIEW_LENGTH = 120;

/** The start of an answer, shown as the preview of a session. */
export function sealPreview(app: App, sessionId: string, content: string): Buffer {
  const preview =
    content.length <= PREVIEW_LENGTH ? content : `${content.slice(0, PREVIEW_LENGTH - 3).toWellFormed()}...`;
  return seal(app.dataKey, preview, places.preview(app.appId, sessionId));
}

export const readPreview = (app: App, sessionId: string, preview: Buffer): string =>
  unseal(app.dataKey, preview, places.preview(app.appId, sessionId)).toString();

export const sealComment = (app: App, messageId: string, comment: string | null | undefined): Buffer | null =>
  comment ? seal(app.dataKey, comment, places.comment(app.appId, messageId)) : null;

export const readComment = (app: App, row: { message_id: string; comment: Buffer | null }): string | null =>
  row.comment && unseal(app.dataKey, row.comment, places.comment(app.appId, row.message_id)).toString();
