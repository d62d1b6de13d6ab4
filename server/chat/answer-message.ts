import type { AnswerEvent, SendMessage } from '../../shared/contract/chat.ts';
import type { SentEvent } from '../../shared/chat/running-answers.ts';
import type { AppCall } from '../call.ts';
import { keepAnswering } from './keep-answering.ts';
import { sendMessage } from './send-message.ts';

/** Answers a message, for as long as the reader stays; with `resumable`, independently of the reader. */
export const answerMessage = (
  call: AppCall,
  input: SendMessage,
): AsyncGenerator<AnswerEvent | SentEvent, void, undefined> =>
  input.resumable ? keepAnswering(call, input) : sendMessage(call, input);
