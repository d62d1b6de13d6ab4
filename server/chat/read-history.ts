import { fail } from '../../shared/platform/errors.ts';
import type { ChatTurn } from '../../shared/models/model.ts';
import type { AppCall } from '../call.ts';
import { ownsSession } from '../access/sessions/owns-session.ts';
import { readCitation, readContent } from '../../shared/chat/sealed-message.ts';

/** The latest turns used for a follow-up: at most this many, and this many characters. */
const MOST_MESSAGES = 12;
const MOST_CHARACTERS = 12_000;
/** Of a session: 1,000 questions and their answers. What is read of it whole stays within bounds. */
const LONGEST_SESSION = 2_000;

/**
 * The history of a session, oldest first.
 * @throws session_not_found for an unknown or foreign session; a publishable key needs the session's secret. session_full
 */
export async function readHistory(call: AppCall, sessionId: string): Promise<ChatTurn[]> {
  const { app } = call;
  if (!(await ownsSession(call, sessionId))) fail('session_not_found');
  const query = call.db
    .selectFrom('sessions')
    .leftJoin('messages', (join) =>
      join
        .onRef('messages.app_id', '=', 'sessions.app_id')
        .onRef('messages.session_id', '=', 'sessions.session_id')
        .on('messages.status', '!=', 'streaming'),
    )
    .select((eb) => [
      'messages.message_id',
      'messages.role',
      'messages.content',
      eb
        .exists(
          eb
            .selectFrom('messages as all')
            .select('all.message_id')
            .where('all.app_id', '=', app.appId)
            .where('all.session_id', '=', sessionId)
            .orderBy('all.message_id')
            .offset(LONGEST_SESSION - 1)
            .limit(1),
        )
        .as('full'),
    ])
    .where('sessions.app_id', '=', app.appId)
    .where('sessions.session_id', '=', sessionId);
  const rows = await query.orderBy('messages.message_id', 'desc').limit(MOST_MESSAGES).execute();
  if (rows.length === 0) fail('session_not_found');
  if (rows[0]!.full) fail('session_full');
  function* newestFirst() {
    for (const { message_id, role, content } of rows)
      if (message_id && role && content) yield { role, content: readContent(app, { message_id, content }) };
  }
  return fitTurns(newestFirst());
}

/** The first question of a session; undefined if its text was removed. */
export async function readFirstQuestion(
  { app, db }: AppCall,
  sessionId: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('messages')
    .select(['message_id', 'content'])
    .where('app_id', '=', app.appId)
    .where('session_id', '=', sessionId)
    .where('role', '=', 'user')
    .orderBy('message_id')
    .limit(1)
    .executeTakeFirst();
  return (row && readContent(app, row)) || undefined;
}

/** The documents and headings that the last answer of a session cites, such as `handbook.md › Leave`. */
export async function readLastSources({ app, db }: AppCall, sessionId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('citations')
    .selectAll()
    .where('app_id', '=', app.appId)
    .where('message_id', '=', ({ selectFrom }) =>
      selectFrom('messages')
        .select('message_id')
        .where('app_id', '=', app.appId)
        .where('session_id', '=', sessionId)
        .where('role', '=', 'assistant')
        .where('status', '!=', 'streaming')
        .orderBy('message_id', 'desc')
        .limit(1),
    )
    .orderBy('index')
    .execute();
  const names = rows.map((row) => {
    const { document_name, headings } = readCitation(app, row);
    return [document_name, ...headings].join(' › ');
  });
  return [...new Set(names)];
}

/** The latest turns that fit, oldest first. */
export function fitTurns(newestFirst: Iterable<ChatTurn>): ChatTurn[] {
  const turns: ChatTurn[] = [];
  let characters = 0;
  for (const turn of newestFirst) {
    characters += turn.content.length;
    if (turns.length === MOST_MESSAGES || characters > MOST_CHARACTERS) break;
    if (turn.content) turns.unshift(turn);
  }
  return turns;
}
