import { sql } from 'kysely';
import type { Tx } from '../database.ts';

/** Values as text are the same in every database with these settings. For the rest of the transaction. */
export const copySettings = (tx: Tx): Promise<unknown> =>
  sql`select set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, MDY', true),
    set_config('intervalstyle', 'postgres', true), set_config('bytea_output', 'hex', true),
    set_config('extra_float_digits', '1', true)`.execute(tx);
