import type { Context } from '../../context.ts';
import type { LedgerCall } from './calls.ts';
import { noteCalls } from './note-calls.ts';
import { settleCalls } from './settle-calls.ts';

/**
 * Settles one call in the background of whatever was made of it, and notes it in the metrics. The caller has a result or
 * an error of its own: a settlement that takes longer replaces neither.
 */
export const settleAlone = (
  { db, settlements, metrics, log }: Pick<Context, 'db' | 'settlements' | 'metrics' | 'log'>,
  appId: string,
  call: LedgerCall,
): Promise<void> =>
  settlements
    .settle(() => settleCalls(db, appId, [call]))
    .then((dollars) => noteCalls(metrics, appId, [call], dollars))
    .catch((error) => log.error({ err: error, usage_id: call.usageId }, 'model call not settled yet'));
