import { sql } from 'kysely';
import type { Filter } from '../../contract/filter.ts';
import { CURATED_ANSWER } from '../../contract/media-type.ts';
import { matchesFilters } from '../../retrieval/matches-filters.ts';
import type { AnswerCall } from '../draft.ts';
import { collectionWords } from './collection-words.ts';

const MOST_NAMES = 30;
const LONGEST_NAME = 200;
/** What Markdown would read in a name. */
const MARKUP = /[\\`*_[\]<>#|~]/g;

/**
 * The names of the documents that a question with these filters is answered from, as they are in the database. Curated answers
 * are none that anybody uploaded.
 * @param languages in which the question was asked, the likeliest first
 */
export async function listDocuments(
  { app, db }: AnswerCall,
  languages: string[],
  filters: Filter[],
): Promise<string> {
  const { rows } = await sql<{ name: string; title: string | null; count: number }>`
    select name, title, count(*) over ()::integer as count from documents
    where app_id = ${app.appId} and status = 'ready' and media_type <> ${CURATED_ANSWER}
      and ${matchesFilters(filters)}
    order by lower(name), document_id limit ${sql.lit(MOST_NAMES)}`.execute(db);
  const wanted = app.language === 'auto' ? languages : [app.language, ...languages];
  const words = collectionWords[wanted.find((one) => collectionWords[one]) ?? 'en']!;
  const count = rows[0]?.count ?? 0;
  if (count === 0) return words.none;
  const names = rows.map(({ name, title }) => {
    const shown = title && title !== name ? `${title} (${name})` : name;
    return `- ${shown.replaceAll(/\s+/g, ' ').slice(0, LONGEST_NAME).toWellFormed().replaceAll(MARKUP, '\\$&')}`;
  });
  const rest = count > rows.length ? [words.more.replace('{rest}', String(count - rows.length))] : [];
  return [words.list.replace('{count}', String(count)), '', ...names, ...rest].join('\n');
}
