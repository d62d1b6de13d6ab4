import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AppCall } from '../../call.ts';
import { readContent } from '../../../shared/chat/sealed-message.ts';

/** The sessions whose messages or end user id contain the words, case-insensitive. */
export async function sayAny(
  { db, app }: AppCall,
  sessions: { session_id: string; end_user_id: string | null }[],
  words: string,
): Promise<Set<string>> {
  if (sessions.length === 0) return new Set();
  const wanted = words.toLowerCase();
  const saying = new Set(
    sessions.filter((row) => row.end_user_id?.toLowerCase().includes(wanted)).map((row) => row.session_id),
  );
  const messages = await db
    .selectFrom('messages')
    .select(['session_id', 'message_id', 'content'])
    .where('app_id', '=', app.appId)
    .where(
      'session_id',
      'in',
      sessions.map((row) => row.session_id),
    )
    .execute();
  for (const [index, row] of messages.entries()) {
    // The same process answers chats: yield to it between texts.
    if (index % 100 === 99) await nextTurn();
    if (!saying.has(row.session_id) && readContent(app, row).toLowerCase().includes(wanted))
      saying.add(row.session_id);
  }
  return saying;
}
