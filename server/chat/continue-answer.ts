import type { AnswerEvent } from '../../shared/contract/chat.ts';
import { fail } from '../../shared/platform/errors.ts';
import type { AppCall } from '../call.ts';
import { findAnswer } from './find-answer.ts';
import type { Question } from './question.ts';
import { sendMessage } from './send-message.ts';

/**
 * Answers a follow-up to an answer that is named by its id: in that answer's session.
 * @throws message_not_found; invalid_request if the session has gone on since; what sendMessage throws
 */
export async function* continueAnswer(
  call: AppCall,
  messageId: string,
  input: Question,
): AsyncGenerator<AnswerEvent, void, undefined> {
  const { session_id } = await findAnswer(call, messageId);
  const later = await call.db
    .selectFrom('messages')
    .select('message_id')
    .where('app_id', '=', call.app.appId)
    .where('session_id', '=', session_id)
    .where('role', '=', 'assistant')
    .where('message_id', '>', messageId)
    .limit(1)
    .executeTakeFirst();
  if (later)
    fail(
      'invalid_request',
      'This is not the last response of its conversation. Name the last one, or send the conversation as input.',
    );
  yield* sendMessage(call, { ...input, session_id });
}
