import { publicError } from './errors.ts';

/** Something that work needs and that is away. It comes back by itself, or an operator brings it back. */
export type Outage = 'model_server' | 'payment_provider' | 'database' | 'disk' | 'file_store';

const outages: Record<string, Outage> = {
  model_unavailable: 'model_server',
  model_timeout: 'model_server',
  payment_unavailable: 'payment_provider',
  database_unavailable: 'database',
  storage_full: 'disk',
  storage_unavailable: 'file_store',
};

/** What was away when an error arose; undefined: the work itself failed. */
export const outageOf = (error: unknown): Outage | undefined => outages[publicError(error).code];
