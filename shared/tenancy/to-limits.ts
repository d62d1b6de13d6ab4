import type { LimitColumns } from '../../db/tables/limits.ts';
import type { Limits } from '../contract/keys.panel.ts';

/** The limits of a key's or an app's row. */
export const toLimits = (row: LimitColumns): Limits => ({
  requests_per_minute: row.requests_per_minute,
  concurrent_streams: row.concurrent_streams,
  tokens_per_day: row.tokens_per_day,
});
