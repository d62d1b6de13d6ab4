import type { AppCall } from '../../call.ts';
import { moveSwitch } from './move-switch.ts';

/**
 * Lets a switch that is ready use its new vectors: a job embeds what was added since and switches.
 * @throws embedding_switch_not_found, embedding_switch_state
 */
export const confirmSwitch = (call: AppCall, { switch_id }: { switch_id: string }) =>
  moveSwitch(call, switch_id, {
    from: ['ready'],
    to: () => ({ status: 'switching', confirmed: true }),
    send: (tx, { app_id }) => call.queue.send(tx, 'switch-embedding', { app_id, switch_id }),
  });
