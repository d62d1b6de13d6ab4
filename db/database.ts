// Table name → type.
import type { Kysely, Transaction } from 'kysely';
import type {
  AdminIdentitiesTable,
  AdminInvitationsTable,
  AdminRecoveryCodesTable,
  AdminSessionsTable,
  AdminsTable,
  LoginAttemptsTable,
  PasswordResetsTable,
  WorkspaceMembersTable,
} from './tables/admins.ts';
import type { AnswerEventsTable, IdempotentResultsTable } from './tables/answers.ts';
import type { AuditEntriesTable, AuditHeadTable } from './tables/audit.ts';
import type {
  AppsTable,
  DeletedAppsTable,
  KeysTable,
  ProcessesTable,
  SettingsTable,
  SettingsVersionsTable,
  WorkspacesTable,
} from './tables/apps.ts';
import type {
  CitationsTable,
  FeedbackTable,
  HandoversTable,
  MessagesTable,
  SessionsTable,
  UnansweredReviewsTable,
} from './tables/conversations.ts';
import type {
  BlobsTable,
  ChunksTable,
  DocumentsTable,
  DocumentVersionsTable,
  EmbeddingSwitchesTable,
  LexicalIndexTable,
  RecognisedPagesTable,
  StagedChunksTable,
  TermStatisticsTable,
  UploadsTable,
  VectorIndexTable,
} from './tables/documents.ts';
import type { ErasuresTable } from './tables/erasures.ts';
import type {
  CuratedAnswersTable,
  EvaluationQuestionsTable,
  EvaluationResultsTable,
  EvaluationRunsTable,
  EvaluationSetsTable,
} from './tables/evaluations.ts';
import type {
  InvoiceLinesTable,
  InvoiceSeriesTable,
  InvoicesTable,
  PaymentCustomersTable,
  PaymentEventsTable,
} from './tables/invoices.ts';
import type {
  AggregationsTable,
  LedgerTable,
  ModelShutdownsTable,
  PricesTable,
  UsageDailyTable,
  UsageMonthlyTable,
} from './tables/ledger.ts';
import type {
  BilledAppsView,
  BudgetMonthsTable,
  BudgetsTable,
  CustomTermsTable,
  MessageCountsTable,
  NoticesTable,
  PlanChangesTable,
  PlansTable,
  WorkspaceTermsView,
} from './tables/plans.ts';
import type { ExportsTable, ImportsTable } from './tables/exports.ts';
import type { RetentionRunsTable, RetentionTable } from './tables/retention.ts';
import type { RequestWindowsTable, RotatedSecretsTable, StreamSlotsTable } from './tables/limits.ts';
import type { MailsTable } from './tables/mails.ts';
import type { PacesTable, SourcePagesTable, SourceRunsTable, SourcesTable } from './tables/sources.ts';
import type { WebhookDeliveriesTable, WebhookEndpointsTable, WebhookEventsTable } from './tables/webhooks.ts';
import type { WidgetSettingsTable } from './tables/widget.ts';

export type Database = {
  workspaces: WorkspacesTable;
  apps: AppsTable;
  settings_versions: SettingsVersionsTable;
  deleted_apps: DeletedAppsTable;
  keys: KeysTable;
  documents: DocumentsTable;
  document_versions: DocumentVersionsTable;
  recognised_pages: RecognisedPagesTable;
  blobs: BlobsTable;
  uploads: UploadsTable;
  sources: SourcesTable;
  paces: PacesTable;
  source_runs: SourceRunsTable;
  source_pages: SourcePagesTable;
  chunks: ChunksTable;
  staged_chunks: StagedChunksTable;
  lexical_index: LexicalIndexTable;
  vector_index: VectorIndexTable;
  embedding_switches: EmbeddingSwitchesTable;
  term_statistics: TermStatisticsTable;
  sessions: SessionsTable;
  messages: MessagesTable;
  citations: CitationsTable;
  feedback: FeedbackTable;
  unanswered_reviews: UnansweredReviewsTable;
  handovers: HandoversTable;
  evaluation_sets: EvaluationSetsTable;
  evaluation_questions: EvaluationQuestionsTable;
  evaluation_runs: EvaluationRunsTable;
  evaluation_results: EvaluationResultsTable;
  curated_answers: CuratedAnswersTable;
  ledger: LedgerTable;
  prices: PricesTable;
  usage_daily: UsageDailyTable;
  usage_monthly: UsageMonthlyTable;
  aggregations: AggregationsTable;
  plans: PlansTable;
  custom_terms: CustomTermsTable;
  workspace_terms: WorkspaceTermsView;
  plan_changes: PlanChangesTable;
  message_counts: MessageCountsTable;
  budgets: BudgetsTable;
  budget_months: BudgetMonthsTable;
  notices: NoticesTable;
  billed_apps: BilledAppsView;
  invoices: InvoicesTable;
  invoice_lines: InvoiceLinesTable;
  invoice_series: InvoiceSeriesTable;
  payment_customers: PaymentCustomersTable;
  payment_events: PaymentEventsTable;
  admins: AdminsTable;
  admin_sessions: AdminSessionsTable;
  admin_recovery_codes: AdminRecoveryCodesTable;
  admin_invitations: AdminInvitationsTable;
  admin_identities: AdminIdentitiesTable;
  workspace_members: WorkspaceMembersTable;
  login_attempts: LoginAttemptsTable;
  password_resets: PasswordResetsTable;
  mails: MailsTable;
  webhook_endpoints: WebhookEndpointsTable;
  webhook_events: WebhookEventsTable;
  webhook_deliveries: WebhookDeliveriesTable;
  exports: ExportsTable;
  imports: ImportsTable;
  retention: RetentionTable;
  retention_runs: RetentionRunsTable;
  settings: SettingsTable;
  model_shutdowns: ModelShutdownsTable;
  processes: ProcessesTable;
  request_windows: RequestWindowsTable;
  stream_slots: StreamSlotsTable;
  answer_events: AnswerEventsTable;
  idempotent_results: IdempotentResultsTable;
  rotated_secrets: RotatedSecretsTable;
  widget_settings: WidgetSettingsTable;
  erasures: ErasuresTable;
  audit_entries: AuditEntriesTable;
  audit_head: AuditHeadTable;
};

export type Db = Kysely<Database>;
export type Tx = Transaction<Database>;
