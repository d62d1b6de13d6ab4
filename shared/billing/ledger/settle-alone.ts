import type { Context } from '../../context.ts';
import type { LedgerCall } from './calls.ts';
import { noteCalls } from './note-calls.ts';
import { recountCalls } from './recount-calls.ts';
import { settleCalls } from './settle-calls.ts';

/**
 * Settles one call in the background and records it in the metrics. The caller already has a result or an error: a
 * slow settlement changes neither.
 */
export const settleAlone = (
  { db, settlements, metrics, log }: Pick<Context, 'db' | 'settlements' | 'metrics' | 'log'>,
  appId: string,
  call: LedgerCall,
): Promise<void> =>
  settlements
    .settle(
      () => settleCalls(db, appId, [call]),
      async () => {
        await recountCalls([call]);
        return settleCalls(db, appId, [call]);
      },
    )
    .then((dollars) => noteCalls(metrics, appId, [call], dollars))
    .catch((error) => log.error({ err: error, usage_id: call.usageId }, 'model call not settled yet'));
