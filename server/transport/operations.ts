// Each operation of the contract with its use case. REST, tRPC and the OpenAPI document loop over this table.
import type { z } from 'zod';
import { contract, type AnswerEvent, type ErrorEvent, type Operation } from '../../shared/contract/index.ts';
import type { AppCall, SystemCall } from '../call.ts';
import { answerMessage } from '../chat/answer-message.ts';
import { replayAnswer } from '../chat/replay-answer.ts';
import { stopAnswer } from '../chat/stop-answer.ts';
import { deleteDocument } from '../privacy/erasures/delete-document.ts';
import { getDocument } from '../documents/get-document.ts';
import { getDocumentContent } from '../documents/get-document-content.ts';
import { listDocuments } from '../documents/list-documents.ts';
import { replaceByForm } from '../documents/replace-by-form.ts';
import { refreshDocument } from '../documents/refresh-document.ts';
import { replaceContent } from '../documents/replace-content.ts';
import { createSource } from '../documents/sources/create-source.ts';
import { deleteSource } from '../documents/sources/delete-source.ts';
import { getSource } from '../documents/sources/get-source.ts';
import { listSourcePages } from '../documents/sources/list-source-pages.ts';
import { listSources } from '../documents/sources/list-sources.ts';
import { refreshSource } from '../documents/sources/refresh-source.ts';
import { updateSource } from '../documents/sources/update-source.ts';
import { uploadByForm } from '../documents/upload-by-form.ts';
import { uploadDocument } from '../documents/upload-document.ts';
import { cancelSwitch } from '../documents/embedding/cancel-switch.ts';
import { confirmSwitch } from '../documents/embedding/confirm-switch.ts';
import { estimateEmbedding } from '../documents/embedding/estimate-embedding.ts';
import { getEmbedding } from '../documents/embedding/get-embedding.ts';
import { getSwitch } from '../documents/embedding/get-switch.ts';
import { listSwitches } from '../documents/embedding/list-switches.ts';
import { resumeSwitch } from '../documents/embedding/resume-switch.ts';
import { startSwitch } from '../documents/embedding/start-switch.ts';
import { addQuestions } from '../evaluations/add-questions.ts';
import { cancelRun } from '../evaluations/cancel-run.ts';
import { compareRuns } from '../evaluations/compare-runs.ts';
import { createSet } from '../evaluations/create-set.ts';
import { deleteQuestion } from '../evaluations/delete-question.ts';
import { deleteSet } from '../evaluations/delete-set.ts';
import { exportQuestions } from '../evaluations/export-questions.ts';
import { exportResults } from '../evaluations/export-results.ts';
import { getRun } from '../evaluations/get-run.ts';
import { getSet } from '../evaluations/get-set.ts';
import { listQuestions } from '../evaluations/list-questions.ts';
import { listResults } from '../evaluations/list-results.ts';
import { listRuns } from '../evaluations/list-runs.ts';
import { listSets } from '../evaluations/list-sets.ts';
import { resumeRun } from '../evaluations/resume-run.ts';
import { startEvaluation } from '../evaluations/start-evaluation.ts';
import { updateQuestion } from '../evaluations/update-question.ts';
import { updateSet } from '../evaluations/update-set.ts';
import { getErasure } from '../privacy/erasures/get-erasure.ts';
import { listErasures } from '../privacy/erasures/list-erasures.ts';
import { listSigningKeys } from '../privacy/erasures/list-signing-keys.ts';
import { requestErasure } from '../privacy/erasures/request-erasure.ts';
import { downloadExport } from '../privacy/exports/download-export.ts';
import { getExport } from '../privacy/exports/get-export.ts';
import { listExports } from '../privacy/exports/list-exports.ts';
import { requestExport } from '../privacy/exports/request-export.ts';
import { giveFeedback } from '../chat/feedback/give-feedback.ts';
import { searchDocuments } from '../chat/search/search-documents.ts';
import { deleteSession } from '../privacy/erasures/delete-session.ts';
import { getSession } from '../chat/sessions/get-session.ts';
import { exportConversations } from '../chat/conversations/export-conversations.ts';
import { listSessions } from '../chat/sessions/list-sessions.ts';
import type { Content } from '../content.ts';
import type { UploadForm } from '../documents/upload-form.ts';
import { getStatus } from '../operations/status/get-status.ts';
import { createCuratedAnswer } from '../evaluations/curated/create-curated-answer.ts';
import { getCuratedAnswer } from '../evaluations/curated/get-curated-answer.ts';
import { listCuratedAnswers } from '../evaluations/curated/list-curated-answers.ts';
import { updateCuratedAnswer } from '../evaluations/curated/update-curated-answer.ts';
import { deleteCuratedAnswer } from '../privacy/erasures/delete-curated-answer.ts';
import { listSettingsVersions } from '../tenancy/apps/list-settings-versions.ts';
import { listHandovers } from '../chat/handovers/list-handovers.ts';
import { requestHandover } from '../chat/handovers/request-handover.ts';
import { updateHandover } from '../chat/handovers/update-handover.ts';
import { listUnanswered } from '../chat/unanswered/list-unanswered.ts';
import { reviewUnanswered } from '../chat/unanswered/review-unanswered.ts';
import { exportUsage } from '../billing/usage/export-usage.ts';
import { getUsage } from '../billing/usage/get-usage.ts';
import { getWidget } from '../web/widget/get-widget.ts';

const {
  chat,
  curatedAnswers,
  documents,
  embedding,
  erasures,
  evaluations,
  exports,
  feedback,
  handovers,
  search,
  sessions,
  settingsHistory,
  sources,
  status,
  unanswered,
  usage,
  widget,
} = contract;

/** An operation with its use case; `input` is what the operation's schema has parsed. */
export type Bound = {
  operation: Operation;
  run(call: SystemCall, input: unknown): unknown;
  csv?(call: AppCall, input: unknown): Promise<Content>;
  /** For operations whose body may be a form with files. */
  form?: UploadForm;
};

/** What a use case must return: events, bytes, or the response body of its operation (transports add `success`). */
type ResultOf<O extends Operation> = O extends { events: object }
  ? AsyncGenerator<AnswerEvent | ErrorEvent, void>
  : O extends { binary: readonly string[] }
    ? Promise<Content>
    : Promise<z.output<O['output']>>;

/** Without a scope there is no key, so no app. */
type CallOf<O extends Operation> = O extends { scope: null } ? SystemCall : AppCall;

const bind = <O extends Operation>(
  operation: O,
  run: (call: CallOf<O>, input: z.output<O['input']>) => ResultOf<O>,
) => ({
  operation,
  run,
});

export const operations = {
  chat: {
    sendMessage: bind(chat.sendMessage, answerMessage),
    stop: bind(chat.stopAnswer, stopAnswer),
    replay: bind(chat.replayAnswer, replayAnswer),
  },
  documents: {
    upload: { ...bind(documents.uploadDocuments, uploadDocument), form: uploadByForm },
    list: bind(documents.listDocuments, listDocuments),
    get: bind(documents.getDocument, getDocument),
    content: bind(documents.getDocumentContent, getDocumentContent),
    replace: { ...bind(documents.replaceDocument, replaceContent), form: replaceByForm },
    refresh: bind(documents.refreshDocument, refreshDocument),
    delete: bind(documents.deleteDocument, deleteDocument),
  },
  sources: {
    list: bind(sources.listSources, listSources),
    create: bind(sources.createSource, createSource),
    get: bind(sources.getSource, getSource),
    update: bind(sources.updateSource, updateSource),
    delete: bind(sources.deleteSource, deleteSource),
    refresh: bind(sources.refreshSource, refreshSource),
    pages: bind(sources.listSourcePages, listSourcePages),
  },
  embedding: {
    get: bind(embedding.getEmbedding, getEmbedding),
    estimate: bind(embedding.estimateEmbedding, estimateEmbedding),
    start: bind(embedding.startEmbeddingSwitch, startSwitch),
    list: bind(embedding.listEmbeddingSwitches, listSwitches),
    getSwitch: bind(embedding.getEmbeddingSwitch, getSwitch),
    confirm: bind(embedding.confirmEmbeddingSwitch, confirmSwitch),
    resume: bind(embedding.resumeEmbeddingSwitch, resumeSwitch),
    cancel: bind(embedding.cancelEmbeddingSwitch, cancelSwitch),
  },
  search: { documents: bind(search.searchDocuments, searchDocuments) },
  sessions: {
    list: bind(sessions.listSessions, listSessions),
    get: bind(sessions.getSession, getSession),
    export: bind(sessions.exportConversations, exportConversations),
    delete: bind(sessions.deleteSession, deleteSession),
  },
  evaluations: {
    list: bind(evaluations.listEvaluationSets, listSets),
    create: bind(evaluations.createEvaluationSet, createSet),
    get: bind(evaluations.getEvaluationSet, getSet),
    update: bind(evaluations.updateEvaluationSet, updateSet),
    delete: bind(evaluations.deleteEvaluationSet, deleteSet),
    questions: { ...bind(evaluations.listEvaluationQuestions, listQuestions), csv: exportQuestions },
    addQuestions: bind(evaluations.addEvaluationQuestions, addQuestions),
    updateQuestion: bind(evaluations.updateEvaluationQuestion, updateQuestion),
    deleteQuestion: bind(evaluations.deleteEvaluationQuestion, deleteQuestion),
    runs: bind(evaluations.listEvaluationRuns, listRuns),
    start: bind(evaluations.startEvaluationRun, startEvaluation),
    getRun: bind(evaluations.getEvaluationRun, getRun),
    cancel: bind(evaluations.cancelEvaluationRun, cancelRun),
    resume: bind(evaluations.resumeEvaluationRun, resumeRun),
    results: { ...bind(evaluations.listEvaluationResults, listResults), csv: exportResults },
    compare: bind(evaluations.compareEvaluationRuns, compareRuns),
  },
  curatedAnswers: {
    list: bind(curatedAnswers.listCuratedAnswers, listCuratedAnswers),
    create: bind(curatedAnswers.createCuratedAnswer, createCuratedAnswer),
    get: bind(curatedAnswers.getCuratedAnswer, getCuratedAnswer),
    update: bind(curatedAnswers.updateCuratedAnswer, updateCuratedAnswer),
    delete: bind(curatedAnswers.deleteCuratedAnswer, deleteCuratedAnswer),
  },
  settingsHistory: { list: bind(settingsHistory.listSettingsVersions, listSettingsVersions) },
  handovers: {
    request: bind(handovers.requestHandover, requestHandover),
    list: bind(handovers.listHandovers, listHandovers),
    update: bind(handovers.updateHandover, updateHandover),
  },
  unanswered: {
    list: bind(unanswered.listUnanswered, listUnanswered),
    review: bind(unanswered.reviewUnanswered, reviewUnanswered),
  },
  usage: { get: { ...bind(usage.getUsage, getUsage), csv: exportUsage } },
  status: { get: bind(status.getStatus, getStatus) },
  widget: { get: bind(widget.getWidget, getWidget) },
  feedback: { give: bind(feedback.giveFeedback, giveFeedback) },
  erasures: {
    request: bind(erasures.requestErasure, requestErasure),
    get: bind(erasures.getErasure, getErasure),
    list: bind(erasures.listErasures, listErasures),
    signingKeys: bind(erasures.listSigningKeys, listSigningKeys),
  },
  exports: {
    request: bind(exports.requestExport, requestExport),
    get: bind(exports.getExport, getExport),
    list: bind(exports.listExports, listExports),
    download: bind(exports.downloadExport, downloadExport),
  },
};
