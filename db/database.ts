// Table name → type: the whole database at a glance.
import type { Kysely, Transaction } from 'kysely';
import type {
  AdminInvitationsTable,
  AdminRecoveryCodesTable,
  AdminSessionsTable,
  AdminsTable,
  LoginAttemptsTable,
} from './tables/admins.ts';
import type { AppsTable, KeysTable, ProcessesTable, SettingsTable, WorkspacesTable } from './tables/apps.ts';
import type { CitationsTable, FeedbackTable, MessagesTable, SessionsTable } from './tables/conversations.ts';
import type {
  BlobsTable,
  ChunksTable,
  DocumentsTable,
  LexicalIndexTable,
  StagedChunksTable,
  TermStatisticsTable,
  VectorIndexTable,
} from './tables/documents.ts';
import type { WidgetSettingsTable } from './tables/widget.ts';
import type { LedgerTable, PricesTable } from './tables/ledger.ts';

export type Database = {
  workspaces: WorkspacesTable;
  apps: AppsTable;
  keys: KeysTable;
  documents: DocumentsTable;
  blobs: BlobsTable;
  chunks: ChunksTable;
  staged_chunks: StagedChunksTable;
  lexical_index: LexicalIndexTable;
  vector_index: VectorIndexTable;
  term_statistics: TermStatisticsTable;
  sessions: SessionsTable;
  messages: MessagesTable;
  citations: CitationsTable;
  feedback: FeedbackTable;
  ledger: LedgerTable;
  prices: PricesTable;
  admins: AdminsTable;
  admin_sessions: AdminSessionsTable;
  admin_recovery_codes: AdminRecoveryCodesTable;
  admin_invitations: AdminInvitationsTable;
  login_attempts: LoginAttemptsTable;
  settings: SettingsTable;
  processes: ProcessesTable;
  widget_settings: WidgetSettingsTable;
};

export type Db = Kysely<Database>;
export type Tx = Transaction<Database>;
