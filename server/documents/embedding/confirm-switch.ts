import { answerSettings } from '../../../shared/evaluations/answer-settings.ts';
import { checkGate } from '../../../shared/evaluations/check-gate.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import { moveSwitch } from './move-switch.ts';

/**
 * Lets a switch that is ready use its new vectors: a job embeds what was added since and switches.
 * @throws embedding_switch_not_found, embedding_switch_state; evaluation_gate, unless the input says despite_evaluation
 */
export const confirmSwitch = (
  call: AppCall,
  { switch_id, despite_evaluation }: { switch_id: string; despite_evaluation?: boolean | undefined },
) =>
  moveSwitch(call, switch_id, {
    from: ['ready'],
    to: () => ({ status: 'switching', confirmed: true }),
    send: async (tx, { app_id, ...next }) => {
      if (!despite_evaluation) {
        const row =
          (await tx.selectFrom('apps').selectAll().where('app_id', '=', app_id).executeTakeFirst()) ??
          fail('app_not_found');
        const before = answerSettings(row);
        await checkGate(tx, app_id, before, {
          ...before,
          embedding_model: next.model,
          embedding_dimensions: next.dimensions,
          embedding_query_prefix: next.query_prefix,
          embedding_document_prefix: next.document_prefix,
          embedding_generation: next.generation,
        });
      }
      await call.queue.send(tx, 'switch-embedding', { app_id, switch_id });
    },
  });
