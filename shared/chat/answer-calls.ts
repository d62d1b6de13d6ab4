// The model calls of an answer in the ledger.
import { newCall, type LedgerCall } from '../billing/ledger/calls.ts';
import type { App } from '../tenancy/app.ts';
import type { Draft } from './draft.ts';

/**
 * Tokens to reserve in addition to the question: for sources, rules and history; for the answer; for rewriting the
 * question.
 */
const PROMPT_TOKENS = 4_000;
const ANSWER_TOKENS = 1_000;
const REWRITE = { inputTokens: 1_000, outputTokens: 300 };

/** Passages to put in order, each with the question. */
const RERANK = { inputTokens: 10_000, outputTokens: 0 };

/** The calls that an answer makes. @param options outputTokens: the longest answer that is asked for */
export const answerCalls = (
  app: App,
  model: string,
  message: string,
  { hasHistory, outputTokens }: { hasHistory: boolean; outputTokens?: number | undefined },
): Draft['calls'] => ({
  ...(hasHistory && { rewrite: newCall('rewrite', app.rewriteModel ?? model, message, REWRITE) }),
  embedding: newCall('embed_question', app.embedding.model, message),
  ...(app.rerankModel && { rerank: newCall('rerank', app.rerankModel, message, RERANK) }),
  chat: chatCall(app, model, message, outputTokens),
});

export const chatCall = (app: App, model: string, message: string, outputTokens?: number): LedgerCall =>
  newCall('chat', model, message, {
    inputTokens: PROMPT_TOKENS,
    outputTokens: outputTokens ?? app.maxOutputTokens ?? ANSWER_TOKENS,
  });

export const callsOf = ({ calls }: Pick<Draft, 'calls'>): LedgerCall[] =>
  [calls.rewrite, calls.embedding, calls.rerank, calls.chat].filter((call) => call !== undefined);
