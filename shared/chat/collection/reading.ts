import type { Filter } from '../../contract/filter.ts';
import type { LedgerCall } from '../../billing/ledger/calls.ts';
import type { Passage } from '../../retrieval/retrieve.ts';
import type { AnswerCall } from '../draft.ts';

/** What the tools of one answer read with, and what they have read. */
export type Reading = {
  call: AnswerCall;
  model: string;
  conversationId: string;
  /** Of the request and of its key. */
  filters: Filter[];
  question: string;
  /** The mark of the prompt that its sources are set apart with. */
  mark: string;
  /** By their numbers in the prompt, from 1. Tools add to them. */
  sources: Passage[];
  /** Tokens for a prompt. */
  budget: number;
  /** Tokens that the results may still have. */
  room: number;
  /** Calls of the model for reading long documents that may still be made. */
  calls: number;
  /** Documents that were not read to their end. */
  partly: { name: string; parts: number; all: number }[];
  /** Opens a further call in the ledger. @throws quota_exceeded */
  openAnother(call: LedgerCall): Promise<void>;
};

/** The tool cannot do what was asked. The message goes to the model. */
export class ToolRefused extends Error {}

/** Fits any number of a prompt's sources: a marker has three digits. */
export const MOST_SOURCES = 900;
