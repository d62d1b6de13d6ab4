import { sql } from 'kysely';

/** `= any(…)`: one parameter however many ids there are, so that the statement stays the same. */
export const anyOf = (ids: string[]) => sql<string>`any(${ids}::text[])`;

/**
 * The same, but the planner does not see how many there are. If it does, it takes a plan for exactly so many for better than
 * one for any number, and plans the statement anew each time, which can take longer than the statement.
 */
export const anyOfUnseen = <T extends string | number>(values: T[], type: 'text' | 'integer') =>
  sql<T>`any((select ${values}::${sql.raw(type)}[])::${sql.raw(type)}[])`;
