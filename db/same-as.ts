import { sql, type RawBuilder } from 'kysely';

/**
 * The condition that a column has this value, or none. `is not distinct from` says the same, but no index answers it: it is
 * asked of each row.
 */
export const sameAs = (column: string, value: string | null): RawBuilder<boolean> =>
  value === null ? sql<boolean>`${sql.ref(column)} is null` : sql<boolean>`${sql.ref(column)} = ${value}`;
