// The context of each sealed value, which is authenticated: moved to another row, column or app, it cannot be opened.
// The catalog below lists what a rotation re-encrypts; a test finds a column that is missing.

export const places = {
  content: (appId: string, messageId: string) => `messages/${appId}/${messageId}`,
  metadata: (appId: string, messageId: string) => `metadata/${appId}/${messageId}`,
  excerpt: (appId: string, messageId: string, index: number) => `citations/${appId}/${messageId}/${index}`,
  preview: (appId: string, sessionId: string) => `sessions/${appId}/${sessionId}`,
  comment: (appId: string, messageId: string) => `feedback/${appId}/${messageId}`,
  events: (appId: string, messageId: string, firstId: number) =>
    `answer_events/${appId}/${messageId}/${firstId}`,
  result: (appId: string, keyId: string, idempotencyKey: string) =>
    `idempotent_results/${appId}/${keyId}/${idempotencyKey}`,
  webhookSecret: (appId: string, endpointId: string) => `webhook_endpoints/${appId}/${endpointId}`,
  pageText: (appId: string, documentId: string, blobId: string, page: number, recogniser: string) =>
    `recognised_pages/${appId}/${documentId}/${blobId}/${page}/${recogniser}`,
  evaluationQuestion: (appId: string, questionId: string) => `evaluation_questions/${appId}/${questionId}`,
  evaluationResult: (appId: string, runId: string, questionId: string) =>
    `evaluation_results/${appId}/${runId}/${questionId}`,
  curatedAnswer: (appId: string, answerId: string) => `curated_answers/${appId}/${answerId}`,
  settingsVersion: (appId: string, version: number) => `settings_versions/${appId}/${version}`,
  handover: (appId: string, handoverId: string) => `handovers/${appId}/${handoverId}`,
  exportSubject: (appId: string, exportId: string) => `exports/${appId}/${exportId}`,
};

type Row = Record<string, any>;
export type SealedTable = {
  table: string;
  /** Identifies a row of an app. */
  key: string[];
  /** Sealed columns and the context of their values. */
  columns: Record<string, (appId: string, row: Row) => string>;
};

export const sealedTables: SealedTable[] = [
  {
    table: 'messages',
    key: ['message_id'],
    columns: {
      content: (appId, row) => places.content(appId, row['message_id']),
      metadata: (appId, row) => places.metadata(appId, row['message_id']),
    },
  },
  {
    table: 'citations',
    key: ['message_id', 'index'],
    columns: { excerpt: (appId, row) => places.excerpt(appId, row['message_id'], row['index']) },
  },
  {
    table: 'sessions',
    key: ['session_id'],
    columns: { preview: (appId, row) => places.preview(appId, row['session_id']) },
  },
  {
    table: 'feedback',
    key: ['message_id'],
    columns: { comment: (appId, row) => places.comment(appId, row['message_id']) },
  },
  {
    table: 'evaluation_questions',
    key: ['question_id'],
    columns: { content: (appId, row) => places.evaluationQuestion(appId, row['question_id']) },
  },
  {
    table: 'evaluation_results',
    key: ['run_id', 'question_id'],
    columns: { content: (appId, row) => places.evaluationResult(appId, row['run_id'], row['question_id']) },
  },
  {
    table: 'curated_answers',
    key: ['answer_id'],
    columns: { content: (appId, row) => places.curatedAnswer(appId, row['answer_id']) },
  },
  {
    table: 'settings_versions',
    key: ['version'],
    columns: { content: (appId, row) => places.settingsVersion(appId, row['version']) },
  },
  {
    table: 'handovers',
    key: ['handover_id'],
    columns: { content: (appId, row) => places.handover(appId, row['handover_id']) },
  },
  {
    table: 'answer_events',
    key: ['message_id', 'first_id'],
    columns: { events: (appId, row) => places.events(appId, row['message_id'], row['first_id']) },
  },
  {
    table: 'idempotent_results',
    key: ['key_id', 'idempotency_key'],
    columns: { result: (appId, row) => places.result(appId, row['key_id'], row['idempotency_key']) },
  },
  {
    table: 'webhook_endpoints',
    key: ['endpoint_id'],
    columns: {
      secret: (appId, row) => places.webhookSecret(appId, row['endpoint_id']),
      previous_secret: (appId, row) => places.webhookSecret(appId, row['endpoint_id']),
    },
  },
  {
    table: 'recognised_pages',
    key: ['document_id', 'original_blob', 'page', 'recogniser'],
    columns: {
      content: (appId, row) =>
        places.pageText(appId, row['document_id'], row['original_blob'], row['page'], row['recogniser']),
    },
  },
  {
    table: 'exports',
    key: ['export_id'],
    columns: { subject: (appId, row) => places.exportSubject(appId, row['export_id']) },
  },
];
