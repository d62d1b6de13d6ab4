import { sql } from 'kysely';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';

/** The browser's list of time zones and the database's may differ: days are counted by the database. */
export async function checkTimeZone({ db }: Context, timeZone: string): Promise<void> {
  await sql`select now() at time zone ${timeZone}::text`.execute(db).catch((error: { code?: string }) => {
    if (error.code === '22023')
      fail(
        'invalid_request',
        `The database does not know the time zone ${timeZone}; choose another name of it.`,
      );
    throw error;
  });
}
