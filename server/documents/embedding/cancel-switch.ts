import type { AppCall } from '../../call.ts';
import { moveSwitch } from './move-switch.ts';

/**
 * Cancels a switch at any time before it is finished; a job removes its vectors.
 * @throws embedding_switch_not_found, embedding_switch_state
 */
export const cancelSwitch = (call: AppCall, { switch_id }: { switch_id: string }) =>
  moveSwitch(call, switch_id, {
    from: ['embedding', 'checking', 'ready', 'switching', 'failed'],
    to: () => ({ status: 'cancelled' }),
    send: (tx, { app_id, generation }) => call.queue.send(tx, 'drop-vectors', { app_id, generation }),
  });
