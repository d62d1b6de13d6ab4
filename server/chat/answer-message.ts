import type { ChatEvent, SendMessage } from '../../shared/contract/chat.ts';
import type { Call } from '../call.ts';
import { keepAnswering } from './keep-answering.ts';
import { sendMessage } from './send-message.ts';

/** Answers a message: tied to its reader, or with `resumable` apart from it. */
export const answerMessage = (call: Call, input: SendMessage): AsyncGenerator<ChatEvent, void, undefined> =>
  input.resumable
    ? (keepAnswering(call, input) as AsyncGenerator<ChatEvent, void, undefined>)
    : sendMessage(call, input);
