import type { PromptTurn } from '../models/model.ts';
import type { Passage, Retrieval } from '../retrieval/retrieve.ts';

/** The steps of an answer's trace. Only built if someone is listening (`Call.trace`). */
export type TraceStep =
  /** What was searched for, what the index returned, and which passages fit into the prompt. */
  | { step: 'retrieved'; question: string; retrieval: Retrieval; used: Passage[] }
  | { step: 'prompted'; model: string; temperature: number | undefined; messages: PromptTurn[] }
  /** The model has called a tool. `read`: the passages that its result added to the sources. */
  | { step: 'tool_called'; name: string; input: string; result: string; ms: number; read: Passage[] };
