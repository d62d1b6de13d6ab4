import { sql, type RawBuilder } from 'kysely';

/** Whether a text has the words in it, in any case; without words it has. */
export const hasWords = (text: RawBuilder<unknown>, words: string | undefined): RawBuilder<boolean> =>
  words ? sql<boolean>`${text} ilike ${`%${words.replaceAll(/[\\%_]/g, '\\$&')}%`}` : sql<boolean>`true`;
