import { sql } from 'kysely';

/** `now()` beside columns, where Citus takes no function whose result can change: the same moment for every row. */
export const moment = sql<Date>`(select now())`;
