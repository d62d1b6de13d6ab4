import type { ColumnType, Generated } from 'kysely';

/** jsonb: written as JSON text and read parsed, on both databases. */
export type Json<T> = ColumnType<T, string, string>;

export type DocumentStatus = 'queued' | 'extracting' | 'chunking' | 'embedding' | 'ready' | 'failed';

/** `DocumentWarning` of the contract, which this layer does not know. */
type StoredWarning = {
  code:
    | 'pages_without_text'
    | 'pages_by_ocr'
    | 'hidden_left_out'
    | 'unreadable_characters'
    | 'embedded_in_parts';
  message: string;
  pages?: number[] | undefined;
};

/** `by`: the model, or Tesseract with its languages. `ms`: CPU time here, or time of calls. */
type StoredOcr = { pages: number; done: number; recognised: number; ms: number; by: string };

export type DocumentsTable = {
  app_id: string;
  document_id: string;
  name: string;
  media_type: string;
  /** Size of the original in bytes. */
  bytes: number;
  /** SHA-256 of the original, hex. */
  content_hash: string;
  status: Generated<DocumentStatus>;
  /** A message for the uploader. */
  error: string | null;
  /** What the file says its title is, or its first heading. */
  title: string | null;
  /** The caller's own id, unique in the app. */
  external_id: string | null;
  language: string | null;
  metadata: Json<Record<string, unknown>>;
  chunk_count: Generated<number>;
  embedded_count: Generated<number>;
  token_count: Generated<number>;
  original_blob: string;
  /** The extracted text, which all positions refer to. */
  text_blob: string | null;
  /** Fencing token, also for the new version: an attempt without the newest number cannot write. */
  ingest_attempt: Generated<number>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
  ready_at: Date | null;
  /** When the current version was uploaded; null: it is the first. */
  replaced_at: Date | null;
  /** Where it was fetched from; null: uploaded. */
  source_url: string | null;
  /** The source that it is a page of; null: none. */
  source_id: string | null;
  /** Validators of the server it was fetched from, for the next request. */
  etag: string | null;
  last_modified: string | null;
  /** SHA-256 of the extracted text with its chunks, hex: the same text is not embedded again. */
  text_hash: string | null;
  /** What its ingestion waits for; null: it does not wait. */
  waiting_for: string | null;
  /** What was not read of it. */
  warnings: ColumnType<StoredWarning[], string | undefined, string>;
  /** How far the recognition of its scanned pages is; null: it has none. */
  ocr: ColumnType<StoredOcr | null, string | null | undefined, string | null>;
  /** Whether some of its chunks were embedded in parts by the running embedding switch. */
  next_in_parts: Generated<boolean>;
  /** Its chunks are being published by steps, so no search finds it yet. */
  publishing: Generated<boolean>;
};

/** The new version of a ready document, until it replaces its content. The document is locked before it. */
export type DocumentVersionsTable = Pick<
  DocumentsTable,
  | 'app_id'
  | 'document_id'
  | 'name'
  | 'media_type'
  | 'bytes'
  | 'content_hash'
  | 'title'
  | 'language'
  | 'metadata'
  | 'chunk_count'
  | 'embedded_count'
  | 'token_count'
  | 'original_blob'
  | 'text_blob'
  | 'created_at'
  | 'updated_at'
  | 'waiting_for'
  | 'warnings'
  | 'source_url'
  | 'etag'
  | 'last_modified'
  | 'text_hash'
  | 'ocr'
> & { status: Generated<Exclude<DocumentStatus, 'ready' | 'failed'>> };

export type BlobsTable = {
  app_id: string;
  blob_id: string;
  /** null: staged, not (or no longer) part of a document; removed after a day. */
  document_id: string | null;
  created_at: Generated<Date>;
};

export type ChunksTable = {
  app_id: string;
  document_id: string;
  ordinal: number;
  chunk_id: string;
  text: string;
  headings: string[];
  /** The header of the table that this chunk goes on with; null if it begins with it, or is none. */
  table_header: string | null;
  page: number | null;
  /** Its text was recognised by OCR. */
  ocr: Generated<boolean>;
  /** UTF-16 offsets into the document's extracted text: text = extracted.slice(span_start, span_end). */
  span_start: number;
  span_end: number;
  tokens: number;
};

/** Chunks of a document that is not ready yet. */
export type StagedChunksTable = ChunksTable &
  LexicalIndexTable & {
    /** As text; null until embedded. */
    embedding: string | null;
    /** Of the embedding: after a switch of the model, one of an older generation is made again. */
    generation: number | null;
    /** The embedding is the mean of parts of the text. */
    in_parts: Generated<boolean>;
  };

/** A page of a document, or of its new version, that was recognised by OCR: kept so that it is not done twice. */
export type RecognisedPagesTable = {
  app_id: string;
  document_id: string;
  /** The file that it is a page of. */
  original_blob: string;
  /** From 1. */
  page: number;
  /** The model, or Tesseract with its languages. */
  recogniser: string;
  /** SHA-256 of the picture, hex: the same page of a new version is not recognised again. */
  image_hash: string;
  outcome: 'text' | 'empty' | 'failed';
  /** The text as Markdown, sealed with the app's data key; null without text. */
  content: Buffer | null;
  /** Of a failure: a sentence for the uploader. */
  reason: string | null;
  /** CPU time here, or time of the call. */
  ms: number;
  created_at: Generated<Date>;
};

/** Room that an upload under way has reserved in the quota of its workspace. */
export type UploadsTable = {
  app_id: string;
  upload_id: string;
  process_id: string;
  bytes: number;
  created_at: Generated<Date>;
};

/** The lexical index: published chunks. */
export type LexicalIndexTable = {
  app_id: string;
  chunk_id: string;
  document_id: string;
  /** pgvector `sparsevec` of BM25 weights as text. */
  lexical: string;
  /** The indices of `lexical`, for the GIN index. */
  terms: number[];
};

/**
 * The vector index: published chunks. Of the app's own generation it holds every one; of the generation of a running
 * embedding switch those that were embedded so far.
 */
export type VectorIndexTable = {
  app_id: string;
  generation: number;
  chunk_id: string;
  document_id: string;
  /** pgvector `halfvec` (embedded: `vector`) as text. */
  embedding: string;
  /** It is the mean of parts of the text, which is longer than the model takes. */
  in_parts: Generated<boolean>;
  /** It is in the HNSW index of its app and generation, if there is one. */
  indexed: Generated<boolean>;
};

export type EmbeddingSwitchStatus =
  | 'embedding'
  | 'checking'
  | 'ready'
  | 'switching'
  | 'finished'
  | 'cancelled'
  | 'failed';

/** Replacing the embedding model of an app. At most one is open. Locked after documents and after the app. */
export type EmbeddingSwitchesTable = {
  app_id: string;
  switch_id: string;
  status: Generated<EmbeddingSwitchStatus>;
  /** Of the new vectors. */
  generation: number;
  from_model: string;
  from_dimensions: number;
  model: string;
  dimensions: number;
  query_prefix: string;
  document_prefix: string;
  /** Switches by itself, if the recall check reaches the share. */
  automatic: boolean;
  /** 0 to 1; null: any. */
  minimum_share: number | null;
  /** Whether it may switch as soon as nothing is missing. */
  confirmed: Generated<boolean>;
  /** Fencing token: a run without the newest number cannot write. */
  attempt: Generated<number>;
  chunk_count: number;
  embedded_count: Generated<number>;
  estimated_tokens: number;
  /** US dollars, exact; null: no known price. */
  estimated_cost: string | null;
  used_tokens: Generated<number>;
  /** US dollars, exact, of the priced tokens. */
  cost: Generated<string>;
  unpriced_tokens: Generated<number>;
  /** The recall check: sample questions, those of them that people asked, and the mean share of common top 10. */
  check_questions: number | null;
  check_own_questions: number | null;
  check_share: number | null;
  waiting_for: string | null;
  /** A message for the operator. */
  error: string | null;
  /** The id of a key or an admin. */
  requested_by: string;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
  ready_at: Date | null;
  ended_at: Date | null;
};

/** The number of the app's published chunks with a term; term 0 counts all chunks. */
export type TermStatisticsTable = {
  app_id: string;
  term_id: number;
  chunks: number;
};
