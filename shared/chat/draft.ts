import type { KeptPassage } from '../../db/tables/conversations.ts';
import type { Context } from '../context.ts';
import type { Citation, Nearest } from '../contract/chat.ts';
import type { LedgerCall } from '../billing/ledger/calls.ts';
import type { App } from '../tenancy/app.ts';
import type { TraceStep } from './trace-step.ts';

/** What writing an answer needs: the service, bound to the app that answers. */
export type AnswerCall = Context & {
  app: App;
  requestId: string;
  /** Aborted when the answer is no longer wanted. */
  signal: AbortSignal;
  /** Receives the steps of an answer as they happen. */
  trace?: (step: TraceStep) => void;
};

/** An answer that is being written. */
export type Draft = {
  /** Model servers may keep calls of one conversation together. */
  conversationId: string;
  model: string;
  calls: { rewrite?: LedgerCall; embedding: LedgerCall; rerank?: LedgerCall; chat: LedgerCall };
  text: string;
  /** What the model has thought: counted, and kept nowhere. */
  thought: string;
  /** Of what was found; undefined if nothing was searched, or the reply is small talk. */
  relevance?: number | undefined;
  /** What was found, best first; undefined if nothing was searched. */
  found?: KeptPassage[] | undefined;
  /** What was nearest, if it was not near enough. */
  nearest: Nearest[];
  citations: (Citation & { chunkId: string })[];
  startedAt: number;
  firstTokenAt?: number;
};
