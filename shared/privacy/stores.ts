// Every store that holds something of an app, once: what it holds, how an erasure finds and removes it, what stays.
// Removal, the count before a receipt, erasing an app and the table in docs/privacy.md are made of it.
import { sql, type RawBuilder } from 'kysely';
import { anyOf } from '../../db/any-of.ts';
import type { Database } from '../../db/database.ts';

/** What an erasure looks for: ids of documents, sessions, messages and files, and a person up to a moment. */
export type Traces = {
  documentIds: string[];
  sessionIds: string[];
  messageIds: string[];
  blobIds: string[];
  endUserId: string | null;
  /** When the erasure was requested: what a person writes afterwards is theirs again. */
  until: Date;
};

/** A row of the table in docs/privacy.md; stores of one kind share it. */
export type Holding = { data: string; about: string; protection: string; removed: string };

export type Store = {
  holding: Holding;
  /** Rows that hold something of a subject; they are deleted. */
  rows?: (traces: Traces) => RawBuilder<unknown>;
  /** The rows are deleted by a job, together with files. */
  later?: true;
  /** Rows that stay without their text: those that still have it, and what takes it away. */
  text?: { rows: (traces: Traces) => RawBuilder<unknown>; remove: RawBuilder<unknown>; countedAs: string };
  /** Stays when the app is erased: sums and proofs, without text and without a name. */
  keptWithoutApp?: true;
};

const documents = ({ documentIds }: Traces) => sql`document_id = ${anyOf(documentIds)}`;
const sessions = ({ sessionIds }: Traces) => sql`session_id = ${anyOf(sessionIds)}`;
const messages = ({ messageIds }: Traces) => sql`message_id = ${anyOf(messageIds)}`;

const SEALED = 'sealed: AES-256-GCM, one key per app';
const conversation: Holding = {
  data: 'questions, answers, metadata of a question',
  about: 'end users',
  protection: SEALED,
  removed: 'by erasure and retention',
};
const stored: Holding = {
  data: 'events of resumable answers, results of an `Idempotency-Key`',
  about: 'end users',
  protection: 'sealed',
  removed: 'results within a day, both with the session',
};
const evaluation: Holding = {
  data: 'questions of evaluations with what is expected, answers of their runs',
  about: 'end users whose questions were saved, people the documents mention',
  protection: SEALED,
  removed: 'a saved question with its session, an answer with a document that it was written from',
};
const curated: Holding = {
  data: 'curated answers: questions, text, source',
  about: 'people they mention',
  protection: `${SEALED}; its text is also a document`,
  removed: 'with its document, by erasure and retention',
};
const document: Holding = {
  data: 'names, metadata and addresses of documents',
  about: 'people they mention',
  protection: 'plain, because they are listed and filtered',
  removed: 'with the document',
};
const index: Holding = {
  data: 'chunks, vectors, index terms',
  about: 'people the documents mention',
  protection: 'plain, because they are searched. Protect the disk and access to the database',
  removed: 'with the document',
};
const cost: Holding = {
  data: 'cost of calls: model, tokens, key, time',
  about: '–',
  protection: 'random ids, no text and no person',
  removed: 'kept for billing; details by retention',
};
const settings: Holding = {
  data: 'settings, keys, limits and budgets of an app',
  about: '–',
  protection: 'secrets as keyed hashes or sealed, the rest plain',
  removed: 'with the app',
};

type TenantTable = {
  [T in keyof Database]: 'app_id' extends keyof Database[T] ? T : never;
}[Exclude<keyof Database, 'workspace_terms' | 'billed_apps' | 'deleted_apps'>];

/** By table, in the order of deletion: what refers to other rows comes before them. A new tenant table belongs here. */
export const stores: Record<TenantTable, Store> = {
  citations: {
    holding: {
      data: 'quotes from documents in answers',
      about: 'people the documents mention',
      protection: 'sealed',
      removed: 'with the answer or the document',
    },
    rows: (traces) => sql`(${documents(traces)} or ${messages(traces)})`,
  },
  answer_events: { holding: stored, rows: messages },
  idempotent_results: {
    holding: stored,
    rows: (traces) => sql`(${sessions(traces)} or document_ids && ${traces.documentIds}::text[])`,
  },
  feedback: {
    holding: {
      data: 'ratings and comments',
      about: 'end users',
      protection: 'comments sealed',
      removed: 'with the session',
    },
    rows: sessions,
    text: {
      rows: (traces) => sql`${messages(traces)} and comment is not null`,
      remove: sql`comment = null`,
      countedAs: 'feedback',
    },
  },
  // It goes with its answer, by a foreign key; an answer that only lost its text keeps it.
  unanswered_reviews: { holding: settings },
  handovers: {
    holding: {
      data: 'requests for a person: name, e-mail address or telephone number, message, consent',
      about: 'end users',
      protection: SEALED,
      removed: 'with the session',
    },
    rows: sessions,
  },
  messages: {
    holding: conversation,
    rows: sessions,
    text: {
      rows: (traces) => sql`${messages(traces)} and length(content) > 0`,
      remove: sql`content = ''::bytea, finish_reason = 'erased', passages = null`,
      countedAs: 'answers',
    },
  },
  sessions: {
    holding: {
      data: '`end_user_id`, the beginning of the last answer',
      about: 'end users',
      protection:
        'the beginning sealed; the id plain, because it is searched. Send a pseudonym, not an e-mail address',
      removed: 'by erasure and retention',
    },
    rows: (traces) =>
      sql`(${sessions(traces)} or (end_user_id = ${traces.endUserId} and created_at <= ${traces.until}))`,
  },
  // With its session or curated answer goes a question that was made of it, and what it was answered in any run.
  evaluation_questions: {
    holding: evaluation,
    rows: ({ sessionIds, documentIds }) => sql`(session_id = ${anyOf(sessionIds)} or (app_id, answer_id) in (
      select app_id, answer_id from curated_answers where document_id = ${anyOf(documentIds)}))`,
  },
  curated_answers: { holding: curated, rows: documents },
  evaluation_results: {
    holding: evaluation,
    text: {
      rows: ({ documentIds }) => sql`document_ids && ${documentIds}::text[] and content is not null`,
      remove: sql`content = null, document_ids = '{}'`,
      countedAs: 'evaluation_answers',
    },
  },
  evaluation_runs: { holding: settings },
  evaluation_sets: { holding: settings },
  webhook_events: {
    holding: {
      data: 'webhook events',
      about: '–',
      protection: 'ids and numbers only',
      removed: 'after 30 days, or with their subject',
    },
    rows: ({ sessionIds, documentIds }) =>
      sql`(data->>'session_id' = ${anyOf(sessionIds)} or data->>'document_id' = ${anyOf(documentIds)})`,
  },
  chunks: { holding: index, rows: documents },
  staged_chunks: { holding: index, rows: documents },
  lexical_index: { holding: index, rows: documents },
  vector_index: { holding: index, rows: documents },
  recognised_pages: {
    holding: {
      data: 'texts that OCR recognised on scanned pages',
      about: 'people the documents mention',
      protection: SEALED,
      removed: 'with the document',
    },
    rows: documents,
  },
  document_versions: { holding: document, rows: documents },
  documents: { holding: document, rows: documents },
  // Of an erased document, its address too.
  source_pages: { holding: document, rows: documents },
  blobs: {
    holding: {
      data: 'originals, extracted texts (files in the vault)',
      about: 'people the documents mention',
      protection: 'sealed',
      removed: 'by erasure and retention',
    },
    rows: (traces) => sql`(${documents(traces)} or blob_id = ${anyOf(traces.blobIds)})`,
    later: true,
  },
  exports: {
    holding: {
      data: 'exports (files in the vault)',
      about: 'the people in them',
      protection: 'sealed, download link expires',
      removed: 'after they expire; with any erasure in the app',
    },
    rows: ({ until }) => sql`created_at <= ${until}`,
    later: true,
  },
  source_runs: { holding: settings },
  sources: { holding: settings },
  uploads: { holding: settings },
  embedding_switches: { holding: settings },
  term_statistics: {
    holding: {
      data: 'how many chunks contain a term, by a salted number',
      about: '–',
      protection: 'no text',
      removed: 'with the documents',
    },
  },
  ledger: { holding: cost, keptWithoutApp: true },
  usage_daily: { holding: cost, keptWithoutApp: true },
  usage_monthly: { holding: cost, keptWithoutApp: true },
  audit_entries: {
    holding: {
      data: 'who did what',
      about: 'your staff, API keys',
      protection: 'hash chain, signed head; ids only, no text, no end users',
      removed: 'kept',
    },
    keptWithoutApp: true,
  },
  erasures: {
    holding: {
      data: 'erasures, also in the journal',
      about: '–',
      protection: 'a salted hash of the subject, nothing else once the receipt is signed',
      removed: 'kept, as proof',
    },
    keptWithoutApp: true,
  },
  webhook_deliveries: { holding: settings },
  webhook_endpoints: { holding: settings },
  keys: { holding: settings },
  rotated_secrets: { holding: settings },
  request_windows: { holding: settings },
  stream_slots: { holding: settings },
  budgets: { holding: settings },
  budget_months: { holding: settings },
  retention: { holding: settings },
  retention_runs: { holding: settings },
  widget_settings: { holding: settings },
  imports: { holding: settings },
  settings_versions: {
    holding: {
      data: 'earlier settings of an app, and who saved them',
      about: 'your staff',
      protection: SEALED,
      removed: 'with the app',
    },
  },
  apps: { holding: settings },
};

/** Stores that belong to the installation, for the table in docs/privacy.md. */
export const otherHoldings: [where: string, holding: Holding][] = [
  [
    '`admins`, `admin_sessions`, `admin_invitations`, `workspace_members`, `admin_identities`, `password_resets`',
    {
      data: 'panel accounts, logins (IP address, browser)',
      about: 'your staff, and people of a workspace',
      protection: 'argon2id; cookies and links as keyed hashes',
      removed: 'logins and links when they expire, accounts by an owner, those of a workspace alone with it',
    },
  ],
  [
    '`mails`',
    {
      data: 'mails to the team: kind, person, random ids of what they are about',
      about: 'your staff',
      protection:
        'no text; the address of an invited person and the secret of the link sealed until the mail is sent',
      removed: 'after 30 days',
    },
  ],
];

type Entry = [table: TenantTable, store: Store];
export const storeEntries = Object.entries(stores) as Entry[];
