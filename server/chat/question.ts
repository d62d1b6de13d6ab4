import type { SendMessage } from '../../shared/contract/chat.ts';
import type { ChatTurn } from '../../shared/models/model.ts';

/** A message; with the history if the caller keeps it, as in the OpenAI-compatible API. */
export type Question = SendMessage & { history?: ChatTurn[] };
