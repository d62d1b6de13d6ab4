import { z } from 'zod';
import { Document, DocumentStatus } from './documents.ts';
import { DocumentId, Page, PageMeta, identifier, label } from './fields.ts';
import { panelAction } from './action.panel.ts';
import { MOST_CHOSEN } from './most-chosen.ts';

const ById = z.object({ document_id: DocumentId });

/** Characters of a tag. */
const MOST_TAG = 50;

export const ListLibrary = z.object({
  ...Page,
  name: z.string().trim().max(200).optional().describe('Part of the name, case-insensitive.'),
  status: DocumentStatus.optional(),
  source_id: identifier('src', 'Only documents of this source.').optional(),
  tag: label(MOST_TAG).optional().describe('Only documents whose `metadata.tags` has it.'),
  sort: z.enum(['created', 'name', 'size', 'chunks', 'status']).default('created'),
  order: z.enum(['asc', 'desc']).default('desc'),
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

const NamedDocument = z.object({ document_id: z.string(), name: z.string(), status: DocumentStatus });
const TagCount = z.object({ tag: z.string(), count: z.int() });

const NamedDocuments = z.object({
  documents: z.array(NamedDocument),
  /** With how many documents have each, how many of these can be searched, and how many are being read. */
  tags: z.array(TagCount.extend({ ready: z.int(), waiting: z.int() })),
});
export type NamedDocuments = z.infer<typeof NamedDocuments>;

const DocumentIds = z.array(DocumentId).min(1, 'choose at least one document').max(100);

/** `retry`: read a failed document again, or fetch one from its address again. Tags are in `metadata.tags`. */
export const ChangeDocuments = z
  .object({
    document_ids: DocumentIds,
    change: z.enum(['retry', 'tag', 'untag']),
    tag: label(MOST_TAG).optional(),
  })
  .refine(({ change, tag }) => tag !== undefined || change === 'retry', {
    path: ['tag'],
    message: 'must not be empty',
  });
export type ChangeDocuments = z.output<typeof ChangeDocuments>;

const Changed = z.object({
  changed: z.int(),
  /** Those that could not be changed, and why. */
  skipped: z.array(z.object({ document_id: z.string(), name: z.string(), reason: z.string() })),
});
export type Changed = z.infer<typeof Changed>;

export const library = {
  changeDocuments: panelAction('mutation', ChangeDocuments, Changed),
  deleteDocuments: panelAction('mutation', z.object({ document_ids: DocumentIds }), Changed),
  listLibrary: panelAction(
    'query',
    ListLibrary,
    z.object({
      documents: z.array(Document),
      meta: PageMeta,
      /** All documents of the app, regardless of the filter. */
      counts: z.partialRecord(DocumentStatus, z.int()),
      /** The most used tags of the app (`metadata.tags`), with how many documents have each. */
      tags: z.array(TagCount),
      /** Documents that match the filter. */
      found: z.int(),
      max_upload_bytes: z.int(),
    }),
  ),
  /** What a question can be restricted to: documents by a part of their name, and tags. */
  offerDocuments: panelAction(
    'query',
    z.object({ words: z.string().trim().max(200).default('') }),
    z.object({
      documents: z.array(NamedDocument),
      /** How many more documents have the words in their name. */
      more: z.int(),
      tags: z.array(TagCount),
    }),
  ),
  /** What was chosen for two conversations at most, as it is now. A document that does not exist is missing. */
  nameDocuments: panelAction(
    'query',
    z.object({
      document_ids: z
        .array(DocumentId)
        .max(2 * MOST_CHOSEN)
        .default([]),
      tags: z
        .array(label(MOST_TAG))
        .max(2 * MOST_CHOSEN)
        .default([]),
    }),
    NamedDocuments,
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
