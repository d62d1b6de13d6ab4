import { sql } from 'kysely';
import { readContent } from '../../../shared/chat/sealed-message.ts';
import { isHeading, sentencesOf } from '../../../shared/retrieval/sentences.ts';
import type { App } from '../../../shared/tenancy/app.ts';
import type { Worker } from '../../worker.ts';

const MOST_QUESTIONS = 50;
const MOST_SESSIONS = 200;
/** Shorter texts, such as greetings, look for nothing. */
const SHORTEST = 12;
const LONGEST = 500;

/** `own`: how many of the texts are questions that people have asked; the others are of chunks. */
export type Samples = { texts: string[]; own: number };

/**
 * Questions for the recall check: the first question of each of the latest sessions, because it needs no history, and
 * headings or first sentences of chunks where there are too few. They are searched with, and kept nowhere.
 */
export async function sampleQuestions({ db }: Worker, app: App): Promise<Samples> {
  const { rows: questions } = await sql<{ message_id: string; content: Buffer }>`
    select distinct on (message.session_id) message.message_id, message.content
    from (
      select session_id from sessions where app_id = ${app.appId} order by last_at desc limit ${MOST_SESSIONS}
    ) recent join messages message on message.app_id = ${app.appId} and message.session_id = recent.session_id
      and message.role = 'user' and length(message.content) > 0
    order by message.session_id, message.message_id`.execute(db);
  const own = distinct(questions.map((row) => readContent(app, row))).slice(0, MOST_QUESTIONS);
  if (own.length === MOST_QUESTIONS) return { texts: own, own: own.length };
  const chunks = await db
    .selectFrom('chunks')
    .select(['headings', 'text'])
    .where('app_id', '=', app.appId)
    .orderBy(({ fn }) => fn('md5', ['chunk_id']))
    .limit(2 * MOST_QUESTIONS)
    .execute();
  const texts = distinct([...own, ...chunks.map(topicOf)]).slice(0, MOST_QUESTIONS);
  return { texts, own: own.length };
}

const distinct = (texts: string[]): string[] => [
  ...new Set(texts.map((text) => text.trim().slice(0, LONGEST)).filter((text) => text.length >= SHORTEST)),
];

function topicOf({ headings, text }: { headings: string[]; text: string }): string {
  const heading = headings.at(-1) ?? '';
  if (heading.length >= SHORTEST) return heading;
  return sentencesOf(text).find((sentence) => !isHeading(sentence))?.text ?? text;
}
