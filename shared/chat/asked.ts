// What is asked of an answer, where its calls are recorded, and what was found for it.
import type { ChatEvent, Nearest, RetractedEvent } from '../contract/chat.ts';
import type { Filter } from '../contract/filter.ts';
import type { LedgerCall } from '../billing/ledger/calls.ts';
import type { ChatTurn, Sampling } from '../models/model.ts';
import type { Passage } from '../retrieval/retrieve.ts';
import type { Standalone } from './standalone-question.ts';

export type Asked = {
  message: string;
  /** Turns before the message, oldest first. */
  history: ChatTurn[];
  /** The first question of the conversation, if the history may have lost it. */
  firstQuestion?: (() => Promise<string | undefined>) | undefined;
  /** Names and headings of what the last answer cites. */
  lastSources?: (() => Promise<string[]>) | undefined;
  filters: Filter[];
  /** The request names its model: no second one answers in its place. */
  modelNamed: boolean;
  temperature?: number | undefined;
  sampling?: Sampling | undefined;
  /** tokens: asked of the model, undefined: its own limit. characters: where Docent ends the answer itself. */
  limit: { tokens: number | undefined; characters: number };
};

/** Where the calls of the answer are recorded. */
export type AnswerLedger = {
  /** The rows of the answer and of its calls are written, or refused. */
  begun: Promise<void>;
  /** Opens a further call. @throws quota_exceeded */
  openAnother(call: LedgerCall): Promise<void>;
  /** The answer continues in a new call, also of another model; the one before is settled. @throws quota_exceeded */
  nextCall(model: string): Promise<void>;
};

export type Written = Exclude<ChatEvent, { event: 'end' }> | RetractedEvent;

export type Material = Standalone & {
  passages: Passage[];
  nearest: Nearest[];
  /** The question is about the documents as a whole, and the model may read more of them by tools. */
  hasTools: boolean;
  /** What is added to an answer from the passages alone: the part of the documents that it rests on. */
  note: string | undefined;
  /** The beginning of the document that is meant, for a model that was offered tools and calls none. */
  unread: { passages: Passage[]; note: string | undefined } | undefined;
};
