import { z } from 'zod';
import { DocumentId, ErasureId, identifier, label, Metadata, Page, PageMeta, Timestamp } from './fields.ts';
import { MediaType } from './media-type.ts';
import { operation } from './operation.ts';

export const DocumentStatus = z.enum(['queued', 'extracting', 'chunking', 'embedding', 'ready', 'failed']);

const WaitingFor = z
  .enum(['model_server', 'database', 'disk', 'file_store'])
  .nullable()
  .describe(
    'What is away at the moment. The ingestion waits for it, for up to three days; null: it does not wait.',
  );

export const DocumentWarning = z.object({
  code: z.enum([
    'pages_without_text',
    'pages_by_ocr',
    'hidden_left_out',
    'unreadable_characters',
    'embedded_in_parts',
  ]),
  message: z.string(),
  pages: z.array(z.int()).optional().describe('Where, from 1, if the format has pages.'),
});
export type DocumentWarning = z.infer<typeof DocumentWarning>;

const Ocr = z
  .object({
    pages: z.int().describe('Scanned pages to recognise.'),
    done: z.int(),
    recognised: z.int().describe('Those with text.'),
    seconds: z.number().describe('CPU time on this server, or the time of the calls.'),
    by: z.string().describe('The model, or Tesseract with its languages.'),
  })
  .nullable()
  .describe('The recognition of its scanned pages; null: it has none, or OCR is off.');

export const Document = z
  .object({
    document_id: DocumentId,
    name: z.string(),
    title: z.string().nullable().describe('What the file says its title is, or the heading it begins with.'),
    external_id: z.string().nullable().describe('Your own identifier.'),
    media_type: z.string(),
    bytes: z.int(),
    status: DocumentStatus,
    progress: z.number().min(0).max(1),
    error: z
      .string()
      .nullable()
      .describe('What went wrong and what to do. With the status `ready`: why a new version was rejected.'),
    waiting_for: WaitingFor,
    warnings: z
      .array(DocumentWarning)
      .describe('What was not read or may be wrong, although the document is usable.'),
    ocr: Ocr,
    language: z.string().nullable(),
    chunk_count: z.int(),
    embedded_count: z.int().describe('Chunks that have their vector: all of them once it is ready.'),
    token_count: z.int(),
    metadata: z.record(z.string(), z.unknown()),
    source_url: z.string().nullable().describe('The address it was fetched from; null if it was uploaded.'),
    source_id: z.string().nullable().describe('The source that it is a page of; null: none.'),
    created_at: Timestamp,
    updated_at: Timestamp,
    replaced_at: Timestamp.nullable().describe(
      'When the current version was uploaded; null for the first version.',
    ),
    new_version: z
      .object({
        name: z.string(),
        bytes: z.int(),
        status: DocumentStatus,
        progress: z.number().min(0).max(1),
        chunk_count: z.int(),
        embedded_count: z.int(),
        waiting_for: WaitingFor,
      })
      .nullable()
      .describe('A new version that is being ingested. Until it is ready, the current version is used.'),
  })
  .meta({ id: 'Document' });
export type Document = z.infer<typeof Document>;

export const LONGEST_NAME = 500;

/** One line: control characters, also line ends, become spaces. */
export const DocumentName = z
  .string()
  // Bidirectional control characters can make `exe.txt` look like `txt.exe`.
  .transform((name) => name.replaceAll(/[\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu, ' ').trim())
  .pipe(z.string().min(1).max(LONGEST_NAME));

/** A web address in normal form: without the fragment, which is never sent to a server. */
export const PageUrl = z
  .url({ protocol: /^https?$/, error: 'must be an address such as https://example.com/handbook' })
  .refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), 'must not contain a user name or password')
  .transform((url) => new URL(url).href.replace(/#.*$/s, ''))
  .pipe(z.string().max(2_000));

const Text = z.string().min(1).describe('The content: plain text, Markdown, HTML, CSV or JSON.');

const ExternalId = label(200).describe(
  'Your own identifier of the document, unique in the app. An upload with one that is known follows `on_conflict`.',
);

const OnConflict = z
  .enum(['replace', 'keep', 'fail'])
  .describe(
    'If a document has this external_id, or without one exactly this name: replace it by a new version, keep it as it is, or fail with document_exists. Default: replace by external_id; documents of the same name are kept side by side.',
  );

/** Which document an upload is. */
export const UploadedAs = z.object({
  external_id: ExternalId.optional(),
  on_conflict: OnConflict.optional(),
});
export type UploadedAs = z.infer<typeof UploadedAs>;

export const UploadDocument = z
  .object({
    name: DocumentName.optional()
      .describe(
        'The name shown in citations. Required with `text`. Default for a URL: the title of the page.',
      )
      .meta({ example: 'playbook.md' }),
    text: Text.optional(),
    url: PageUrl.optional()
      .describe('A public web page or file, fetched once.')
      .meta({ example: 'https://example.com/handbook' }),
    metadata: Metadata.optional(),
    ...UploadedAs.shape,
  })
  .refine(({ url, external_id, on_conflict }) => !url || !on_conflict || external_id !== undefined, {
    path: ['on_conflict'],
    message: 'needs an external_id where a url is sent',
  })
  .refine(({ name, text, url }) => (url === undefined ? name && text : !name && !text), {
    error: 'send either name and text, or url',
  });
export type UploadDocument = z.infer<typeof UploadDocument>;

export const ReplaceDocument = z
  .object({
    document_id: DocumentId,
    name: DocumentName.optional().describe(
      'With `text`; default: the current name. With `url`, it is the title of the page.',
    ),
    text: Text.optional(),
    url: PageUrl.optional().describe('A public web page or file, fetched once.'),
    metadata: Metadata.optional().describe('Default: the current metadata.'),
  })
  .refine(({ name, text, url }) => (url === undefined ? text : !name && !text), {
    error: 'send either text, or url',
  });
export type ReplaceDocument = z.infer<typeof ReplaceDocument>;

const Uploaded = z.object({
  documents: z.array(z.object({ document_id: DocumentId, name: z.string(), status: DocumentStatus })),
});

const ById = z.object({ document_id: DocumentId });

export const documents = {
  uploadDocuments: operation({
    id: 'uploadDocuments',
    tag: 'Documents',
    summary: 'Upload documents',
    description:
      'Either multipart/form-data with one or many `file` parts (and optional parts `metadata` holding JSON and, for one file, `external_id` and `on_conflict`), ' +
      'or JSON with `name` and `text`, or JSON with `url`. A URL is fetched in the background; if that fails, `error` says ' +
      'why. Supported files: txt, md, html, pdf, docx, pptx, xlsx, csv, json, epub, and with OCR png, jpeg, tiff, detected by their content. Uploading ' +
      'the same content or address twice returns the existing document. With an `external_id` that is known, the upload is a new ' +
      'version of that document, unless `on_conflict` says otherwise; with `on_conflict` alone, the name decides.',
    method: 'post',
    path: '/documents',
    scope: 'documents:write',
    status: 202,
    input: UploadDocument,
    output: Uploaded,
    multipart: true,
    spends: true,
    errors: [
      'payload_too_large',
      'unsupported_media_type',
      'quota_exceeded',
      'storage_full',
      'storage_unavailable',
      'document_exists',
      'legal_hold',
    ],
  }),
  listDocuments: operation({
    id: 'listDocuments',
    tag: 'Documents',
    summary: 'List documents',
    method: 'get',
    path: '/documents',
    scope: 'documents:read',
    status: 200,
    input: z.object({
      ...Page,
      status: DocumentStatus.optional(),
      source_id: identifier('src', 'Only documents of this source.').optional(),
      name: z.string().optional().describe('Documents with exactly this name.'),
      external_id: z.string().optional().describe('The document with this identifier of yours.'),
    }),
    output: z.object({ documents: z.array(Document), meta: PageMeta }),
    errors: [],
  }),
  getDocument: operation({
    id: 'getDocument',
    tag: 'Documents',
    summary: 'Get a document and the progress of its ingestion',
    method: 'get',
    path: '/documents/{document_id}',
    scope: 'documents:read',
    status: 200,
    input: ById,
    output: z.object({ document: Document }),
    errors: ['document_not_found'],
  }),
  getDocumentContent: operation({
    id: 'getDocumentContent',
    tag: 'Documents',
    summary: 'Download the original file',
    method: 'get',
    path: '/documents/{document_id}/content',
    scope: 'documents:read',
    status: 200,
    input: ById,
    output: z.object({}),
    binary: MediaType.options,
    errors: ['document_not_found', 'storage_unavailable'],
  }),
  replaceDocument: operation({
    id: 'replaceDocument',
    tag: 'Documents',
    summary: 'Upload a new version of a document',
    description:
      'Either multipart/form-data with one `file` part (and an optional `metadata` part holding JSON), or JSON with `text`, ' +
      'or JSON with `url`. ' +
      'The current version stays in use until the new one is ready and is then replaced in one step; ' +
      'if the new one cannot be read, the current one stays and `error` says why. A further upload replaces one that is ' +
      'being ingested. Identical content is not ingested again.',
    method: 'put',
    path: '/documents/{document_id}',
    scope: 'documents:write',
    status: 202,
    input: ReplaceDocument,
    output: z.object({ document: Document }),
    multipart: 'one',
    spends: true,
    errors: [
      'quota_exceeded',
      'storage_full',
      'storage_unavailable',
      'document_not_found',
      'document_exists',
      'legal_hold',
      'payload_too_large',
      'unsupported_media_type',
    ],
  }),
  refreshDocument: operation({
    id: 'refreshDocument',
    tag: 'Documents',
    summary: 'Fetch a document from its address again',
    description:
      'For documents with a `source_url`. An unchanged page costs nothing. A changed one becomes a new version, as with PUT; ' +
      'if only its markup has changed and not its text, nothing is embedded. A failed document is fetched again.',
    method: 'post',
    path: '/documents/{document_id}/refresh',
    scope: 'documents:write',
    status: 202,
    input: ById,
    output: z.object({ document: Document }),
    spends: true,
    errors: ['document_not_found', 'legal_hold', 'quota_exceeded'],
  }),
  deleteDocument: operation({
    id: 'deleteDocument',
    tag: 'Documents',
    summary: 'Delete a document with its chunks, vectors and files',
    description:
      'This is an erasure: answers that quote the document lose their text, and there is a receipt (GET /erasures/{erasure_id}).',
    method: 'delete',
    path: '/documents/{document_id}',
    scope: 'documents:write',
    status: 200,
    input: ById,
    output: z.object({ document_id: DocumentId, deleted: z.literal(true), erasure_id: ErasureId }),
    errors: ['document_not_found', 'legal_hold'],
  }),
};
