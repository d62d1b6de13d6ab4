import type { ChatTurn } from '../../shared/models/model.ts';
import type { Passage, Retrieval } from '../../shared/retrieval/retrieve.ts';

/** How an answer came about, step by step. Nothing of it is made but for who asks (`AppCall.trace`). */
export type TraceStep =
  /** What was searched for, what the index gave, and which passages fit into the prompt. */
  | { step: 'retrieved'; question: string; retrieval: Retrieval; used: Passage[] }
  | { step: 'prompted'; model: string; temperature: number | undefined; messages: ChatTurn[] };
