import { sql } from 'kysely';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';

/** Checks the zone against the database, which counts the days; browsers may know other names. */
export async function checkTimeZone({ db }: Context, timeZone: string): Promise<void> {
  await sql`select now() at time zone ${timeZone}::text`.execute(db).catch((error: { code?: string }) => {
    if (error.code === '22023')
      fail(
        'invalid_request',
        `The database does not know the time zone ${timeZone}. Choose another name for it.`,
      );
    throw error;
  });
}
