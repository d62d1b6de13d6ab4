import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import { moveSwitch } from './move-switch.ts';

/**
 * Continues a switch that failed, where it stopped.
 * @throws app_archived, embedding_switch_not_found, embedding_switch_state
 */
export async function resumeSwitch(call: AppCall, { switch_id }: { switch_id: string }) {
  if (call.app.archived) fail('app_archived');
  return moveSwitch(call, switch_id, {
    from: ['failed'],
    to: ({ confirmed }) => ({ status: confirmed ? 'switching' : 'embedding' }),
    send: (tx, { app_id }) => call.queue.send(tx, 'switch-embedding', { app_id, switch_id }),
  });
}
