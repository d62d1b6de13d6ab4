import { sql } from 'kysely';

/** `= any(…)`: one parameter however many ids there are, so that the statement stays the same. */
export const anyOf = (ids: string[]) => sql<string>`any(${ids}::text[])`;
