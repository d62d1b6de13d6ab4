import type { NewQuestion } from '../../shared/contract/evaluations.ts';
import { readContent } from '../../shared/chat/sealed-message.ts';
import { fail } from '../../shared/platform/errors.ts';
import { requireScope } from '../access/keys/require-scope.ts';
import type { AppCall } from '../call.ts';
import { findAnswer } from '../chat/find-answer.ts';

const MOST_TURNS = 12;
const LONGEST = 4_000;

/**
 * The question of an answer as a test: with the turns before it, and the first document that the answer cites, unless
 * someone rated it as wrong. A question that was refused is expected to be refused, unless only a part of the documents was
 * searched: a test searches all of them.
 * @throws message_not_found, missing_scope
 */
export async function questionOfAnswer(
  call: AppCall,
  messageId: string,
): Promise<{ question: NewQuestion; sessionId: string }> {
  const { actor, db, app } = call;
  if (actor.kind === 'key') requireScope(actor.scopes, 'sessions:read');
  const { session_id: sessionId, finish_reason, filtered } = await findAnswer(call, messageId);
  const rows = await db
    .selectFrom('messages')
    .select(['message_id', 'role', 'content'])
    .where('app_id', '=', app.appId)
    .where('session_id', '=', sessionId)
    .where('message_id', '<', messageId)
    .orderBy('message_id', 'desc')
    .limit(MOST_TURNS + 1)
    .execute();
  const [asked, ...before] = rows.map((row) => ({
    role: row.role,
    content: readContent(app, row).trim().slice(0, LONGEST).toWellFormed(),
  }));
  if (!asked?.content || asked.role !== 'user') return fail('message_not_found');
  const cited = await db
    .selectFrom('citations')
    .select('document_id')
    .where('app_id', '=', app.appId)
    .where('message_id', '=', messageId)
    .orderBy('index')
    .executeTakeFirst();
  const feedback = await db
    .selectFrom('feedback')
    .select('rating')
    .where('app_id', '=', app.appId)
    .where('message_id', '=', messageId)
    .executeTakeFirst();
  const isWrong = feedback?.rating === 'down';
  const question: NewQuestion = {
    question: asked.content,
    turns: before.toReversed().filter(({ content }) => content),
    expected_document: isWrong ? null : (cited?.document_id ?? null),
    expected_passage: null,
    expected_words: [],
    unanswerable: !isWrong && !filtered && finish_reason === 'no_context',
    tags: [],
  };
  return { question, sessionId };
}
