import type { UpdateApp } from '../../../shared/contract/apps.panel.ts';
import { answerSettings } from '../../../shared/evaluations/answer-settings.ts';
import { checkGate } from '../../../shared/evaluations/check-gate.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import { keepVersion } from './keep-version.ts';
import { requireCallable } from './require-callable.ts';

/**
 * Changes the given settings. Takes effect on all processes within a second.
 * @throws invalid_request for a model that this server cannot call; evaluation_gate, unless the input says despite_evaluation
 */
export async function updateApp(call: AppCall, settings: UpdateApp & { app_id: string }) {
  const { app_id, despite_evaluation, talk_texts, handover, ...rest } = settings;
  const given = {
    ...rest,
    ...(talk_texts && { talk_texts: JSON.stringify(talk_texts) }),
    ...(handover !== undefined && { handover: handover && JSON.stringify(handover) }),
  };
  requireCallable(call, rest);
  if (Object.keys(given).length > 0)
    await call.db.transaction().execute(async (tx) => {
      const row =
        (await tx
          .selectFrom('apps')
          .selectAll()
          .where('app_id', '=', call.app.appId)
          .forNoKeyUpdate()
          .executeTakeFirst()) ?? fail('app_not_found');
      if (!despite_evaluation)
        await checkGate(tx, call.app.appId, answerSettings(row), answerSettings({ ...row, ...rest }));
      await keepVersion(call, tx, row, {
        ...row,
        ...rest,
        ...(talk_texts && { talk_texts }),
        ...(handover !== undefined && { handover }),
      });
      await tx.updateTable('apps').set(given).where('app_id', '=', call.app.appId).execute();
    });
  return { app_id };
}
