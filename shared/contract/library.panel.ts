import { z } from 'zod';
import { Document, DocumentStatus } from './documents.ts';
import { DocumentId, Page, PageMeta, identifier } from './fields.ts';
import { panelAction } from './action.panel.ts';

const ById = z.object({ document_id: DocumentId });

export const ListLibrary = z.object({
  ...Page,
  name: z.string().trim().max(200).optional().describe('Part of the name, case-insensitive.'),
  status: DocumentStatus.optional(),
  source_id: identifier('src', 'Only documents of this source.').optional(),
});
export type ListLibrary = z.infer<typeof ListLibrary>;

export const Chunk = z.object({
  chunk_id: z.string(),
  ordinal: z.int(),
  text: z.string(),
  headings: z.array(z.string()),
  page: z.int().nullable(),
  ocr: z.boolean(),
  start: z.int(),
  end: z.int(),
  tokens: z.int(),
});
export type Chunk = z.infer<typeof Chunk>;

export const library = {
  listLibrary: panelAction(
    'query',
    ListLibrary,
    z.object({
      documents: z.array(Document),
      meta: PageMeta,
      /** All documents of the app, regardless of the filter. */
      counts: z.partialRecord(DocumentStatus, z.int()),
      /** Documents that match the filter. */
      found: z.int(),
      max_upload_bytes: z.int(),
    }),
  ),
  viewDocument: panelAction(
    'query',
    ById.extend({ page: Page.page, at: z.coerce.number().int().min(0).optional() }),
    z.object({
      document: Document,
      chunks: z.array(Chunk),
      chunk_page: z.int(),
      chunk_pages: z.int(),
      /** The extracted text that the chunks come from; null until it has been read. */
      extract: z.object({ start: z.int(), text: z.string() }).nullable(),
    }),
  ),
  readPassage: panelAction(
    'query',
    ById.extend({ start: z.int().min(0), end: z.int().min(0) }),
    z.object({
      document_name: z.string(),
      page: z.int().nullable(),
      ocr: z.boolean(),
      headings: z.array(z.string()),
      before: z.string(),
      passage: z.string(),
      after: z.string(),
    }),
  ),
  retryDocument: panelAction('mutation', ById, z.object({ document: Document })),
};
