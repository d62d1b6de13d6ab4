// One good request for each operation of the contract: the tests of keys, tenants and the OpenAPI document loop over
// it, and fail for an operation that is not here.
import { contract, type Operation } from '../shared/contract/index.ts';
import type { Docent } from './harness.ts';

export const operations: Operation[] = Object.values(contract).flatMap((group) =>
  Object.values<Operation>(group),
);

export type Ids = {
  document_id: string;
  session_id: string;
  message_id: string;
  erasure_id: string;
  /** A document that was fetched from an address. */
  page_id?: string;
  source_id?: string;
  export_id?: string;
  switch_id?: string;
  set_id?: string;
  question_id?: string;
  run_id?: string;
  base_run_id?: string;
  answer_id?: string;
  handover_id?: string;
  token?: string;
};
export type Sample = { path: string; json?: Record<string, unknown> };

export const samples: Record<string, (ids: Ids) => Sample> = {
  sendMessage: ({ session_id }) => ({
    path: '/chat',
    json: { message: 'Who is called first in an outage?', session_id },
  }),
  uploadDocuments: () => ({
    path: '/documents',
    json: { name: 'sample.md', text: '# Sample\n\nA sample of text.' },
  }),
  listDocuments: () => ({ path: '/documents?page=1&per_page=5&status=ready' }),
  getDocument: ({ document_id }) => ({ path: `/documents/${document_id}` }),
  getDocumentContent: ({ document_id }) => ({ path: `/documents/${document_id}/content` }),
  replaceDocument: ({ document_id }) => ({
    path: `/documents/${document_id}`,
    json: { text: '# Sample\n\nA second version of a sample.' },
  }),
  refreshDocument: ({ document_id, page_id = document_id }) => ({
    path: `/documents/${page_id}/refresh`,
    json: {},
  }),
  listSources: () => ({ path: '/sources' }),
  createSource: () => ({
    path: '/sources',
    // No server listens there.
    json: { kind: 'list', addresses: ['http://127.0.0.1:9/'], refresh_hours: null },
  }),
  getSource: ({ source_id }) => ({ path: `/sources/${source_id}` }),
  updateSource: ({ source_id }) => ({ path: `/sources/${source_id}`, json: { exclude: ['/old/'] } }),
  refreshSource: ({ source_id }) => ({ path: `/sources/${source_id}/refresh`, json: {} }),
  listSourcePages: ({ source_id }) => ({ path: `/sources/${source_id}/pages?state=failed` }),
  deleteSource: ({ source_id }) => ({ path: `/sources/${source_id}?documents=remove` }),
  deleteDocument: ({ document_id }) => ({ path: `/documents/${document_id}` }),
  getEmbedding: () => ({ path: '/embedding' }),
  estimateEmbedding: () => ({ path: '/embedding/estimate?model=text-embedding-3-large' }),
  startEmbeddingSwitch: () => ({
    path: '/embedding/switches',
    json: { model: 'builtin-hash', query_prefix: 'query: ' },
  }),
  listEmbeddingSwitches: () => ({ path: '/embedding/switches?page=1&per_page=5' }),
  getEmbeddingSwitch: ({ switch_id }) => ({ path: `/embedding/switches/${switch_id}` }),
  confirmEmbeddingSwitch: ({ switch_id }) => ({ path: `/embedding/switches/${switch_id}/confirm`, json: {} }),
  resumeEmbeddingSwitch: ({ switch_id }) => ({ path: `/embedding/switches/${switch_id}/resume`, json: {} }),
  cancelEmbeddingSwitch: ({ switch_id }) => ({ path: `/embedding/switches/${switch_id}/cancel`, json: {} }),
  searchDocuments: ({ document_id }) => ({
    path: '/search',
    json: { query: 'outage', filter: { document_ids: [document_id] } },
  }),
  listSessions: () => ({ path: '/sessions?include_all=true&end_user_id=someone&feedback=down' }),
  getSession: ({ session_id }) => ({ path: `/sessions/${session_id}` }),
  exportConversations: () => ({ path: '/conversation-export?format=csv&rating=up&from=2026-01-01' }),
  listEvaluationSets: () => ({ path: '/evaluation-sets?page=1&per_page=5' }),
  createEvaluationSet: () => ({ path: '/evaluation-sets', json: { name: 'Handbook' } }),
  getEvaluationSet: ({ set_id }) => ({ path: `/evaluation-sets/${set_id}` }),
  updateEvaluationSet: ({ set_id }) => ({ path: `/evaluation-sets/${set_id}`, json: { nightly: true } }),
  deleteEvaluationSet: ({ set_id }) => ({ path: `/evaluation-sets/${set_id}` }),
  listEvaluationQuestions: ({ set_id }) => ({ path: `/evaluation-sets/${set_id}/questions?tag=outage` }),
  addEvaluationQuestions: ({ set_id }) => ({
    path: `/evaluation-sets/${set_id}/questions`,
    json: { questions: [{ question: 'Who is called first in an outage?', expected_words: ['on-call'] }] },
  }),
  updateEvaluationQuestion: ({ set_id, question_id }) => ({
    path: `/evaluation-sets/${set_id}/questions/${question_id}`,
    json: { tags: ['outage'] },
  }),
  deleteEvaluationQuestion: ({ set_id, question_id }) => ({
    path: `/evaluation-sets/${set_id}/questions/${question_id}`,
  }),
  listEvaluationRuns: ({ set_id }) => ({ path: `/evaluation-sets/${set_id}/runs` }),
  startEvaluationRun: ({ set_id }) => ({
    path: `/evaluation-sets/${set_id}/runs`,
    json: { settings: { instructions: 'Be brief.' } },
  }),
  getEvaluationRun: ({ run_id }) => ({ path: `/evaluation-runs/${run_id}` }),
  cancelEvaluationRun: ({ run_id }) => ({ path: `/evaluation-runs/${run_id}/cancel`, json: {} }),
  resumeEvaluationRun: ({ run_id }) => ({ path: `/evaluation-runs/${run_id}/resume`, json: {} }),
  listEvaluationResults: ({ run_id }) => ({ path: `/evaluation-runs/${run_id}/results?passed=false` }),
  compareEvaluationRuns: ({ run_id, base_run_id }) => ({
    path: `/evaluation-runs/${run_id}/comparison?base_run_id=${base_run_id}`,
  }),
  listCuratedAnswers: () => ({ path: '/curated-answers?page=1&per_page=5' }),
  createCuratedAnswer: () => ({
    path: '/curated-answers',
    json: {
      questions: ['Is there parking for visitors?'],
      text: 'Behind building B.',
      source_name: 'Reception',
    },
  }),
  getCuratedAnswer: ({ answer_id }) => ({ path: `/curated-answers/${answer_id}` }),
  updateCuratedAnswer: ({ answer_id }) => ({
    path: `/curated-answers/${answer_id}`,
    json: { enabled: false, valid_until: '2026-12-24T00:00:00+01:00' },
  }),
  deleteCuratedAnswer: ({ answer_id }) => ({ path: `/curated-answers/${answer_id}` }),
  listSettingsVersions: () => ({ path: '/settings-history?page=1&per_page=5' }),
  requestHandover: ({ session_id }) => ({
    path: '/handovers',
    json: { session_id, contact: 'kim@example.com', message: 'Please call me.', consent: true },
  }),
  listHandovers: () => ({ path: '/handovers?state=open' }),
  updateHandover: ({ handover_id }) => ({ path: `/handovers/${handover_id}`, json: { state: 'done' } }),
  listUnanswered: () => ({ path: '/unanswered?days=7&state=new' }),
  reviewUnanswered: ({ message_id }) => ({
    path: '/unanswered',
    json: { message_ids: [message_id], state: 'fixed' },
  }),
  getUsage: () => ({ path: '/usage?start_date=2026-01-01&end_date=2026-12-31&group_by=day' }),
  getStatus: () => ({ path: '/status' }),
  stopAnswer: ({ message_id }) => ({ path: `/chat/${message_id}/stop`, json: {} }),
  replayAnswer: ({ message_id }) => ({ path: `/chat/${message_id}/stream` }),
  deleteSession: ({ session_id }) => ({ path: `/sessions/${session_id}` }),
  getWidget: () => ({ path: '/widget' }),
  requestExport: () => ({ path: '/exports', json: { end_user_id: 'someone' } }),
  listExports: () => ({ path: '/exports' }),
  getExport: ({ export_id }) => ({ path: `/exports/${export_id}` }),
  downloadExport: ({ export_id, token }) => ({ path: `/exports/${export_id}/file?token=${token}` }),
  giveFeedback: ({ message_id }) => ({ path: `/messages/${message_id}/feedback`, json: { rating: 'up' } }),
  requestErasure: () => ({ path: '/erasures', json: { end_user_id: 'nobody' } }),
  getErasure: ({ erasure_id }) => ({ path: `/erasures/${erasure_id}` }),
  listErasures: () => ({ path: '/erasures?page=1&per_page=5' }),
  listSigningKeys: () => ({ path: '/signing-keys' }),
};

/** Ids that are shaped like ids and name nothing. */
export const UNKNOWN: Ids = {
  document_id: 'doc_01k9m3t1v8f2srr4gq9x0c6c6d',
  session_id: 'sess_01k9m3t1v8f2srr4gq9x0c6c6d',
  message_id: 'msg_01k9m3t1v8f2srr4gq9x0c6c6d',
  erasure_id: 'era_01k9m3t1v8f2srr4gq9x0c6c6d',
  source_id: 'src_01k9m3t1v8f2srr4gq9x0c6c6d',
  export_id: 'exp_01k9m3t1v8f2srr4gq9x0c6c6d',
  switch_id: 'esw_01k9m3t1v8f2srr4gq9x0c6c6d',
  set_id: 'evs_01k9m3t1v8f2srr4gq9x0c6c6d',
  question_id: 'evq_01k9m3t1v8f2srr4gq9x0c6c6d',
  run_id: 'evr_01k9m3t1v8f2srr4gq9x0c6c6d',
  base_run_id: 'evr_01k9m3t1v8f2srr4gq9x0c6c6d',
  answer_id: 'cur_01k9m3t1v8f2srr4gq9x0c6c6d',
  handover_id: 'hov_01k9m3t1v8f2srr4gq9x0c6c6d',
  token: '01k9m3t1v8f2srr4gq9x0c6c6d.nothing',
};

export function sampleOf({ id }: Operation, ids: Ids = UNKNOWN): Sample {
  const sample = samples[id];
  if (!sample) throw new Error(`test/samples.ts has no request for the operation ${id}`);
  return sample(ids);
}

/** Sends a sample by its operation's method. */
export const sendSample = (
  docent: Docent,
  { method }: Operation,
  { path, json }: Sample,
  headers: Record<string, string> = {},
) => docent.api(path, { method: method.toUpperCase(), json, headers });
