import type { SendMessage } from '../../shared/contract/chat.ts';
import type { ChatTurn, Sampling } from '../../shared/models/model.ts';

/**
 * A message; with what only the OpenAI-compatible API takes: history that the caller keeps, the first question of it,
 * and how words are picked.
 */
export type Question = SendMessage & {
  history?: ChatTurn[];
  firstQuestion?: string | undefined;
  sampling?: Sampling | undefined;
};
