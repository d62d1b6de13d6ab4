import type { z } from 'zod';
import type { FirstStep, overview } from '../../../shared/contract/overview.panel.ts';
import type { AdminCall } from '../../call.ts';
import { DEMO_KEY } from '../bootstrap/first-start.ts';
import { listDemoDocuments } from '../bootstrap/seed-demo.ts';
import { FIRST_STEPS_CLOSED, MASTER_KEY_COPIED } from './first-step-settings.ts';

/** What is left to do on a new installation. The demo app's own documents and key do not count. */
export async function getFirstSteps({
  db,
  actor,
}: AdminCall): Promise<z.output<typeof overview.getFirstSteps.output>> {
  const settings = await db
    .selectFrom('settings')
    .select('name')
    .where('name', 'in', [FIRST_STEPS_CLOSED, MASTER_KEY_COPIED])
    .execute();
  const isNoted = (wanted: string) => settings.some(({ name }) => name === wanted);
  if (isNoted(FIRST_STEPS_CLOSED)) return { steps: [], app_id: null };
  const demoDocuments = await listDemoDocuments();
  const found = await db
    .selectNoFrom((eb) => [
      eb.selectFrom('apps').select('app_id').orderBy('created_at').orderBy('app_id').limit(1).as('app_id'),
      eb
        .exists(eb.selectFrom('documents').where('name', 'not in', demoDocuments).select('app_id'))
        .as('document'),
      eb.exists(eb.selectFrom('sessions').select('app_id')).as('question'),
      eb.exists(eb.selectFrom('keys').where('name', '<>', DEMO_KEY).select('app_id')).as('key'),
      eb.exists(eb.selectFrom('keys').where('kind', '=', 'publishable').select('app_id')).as('widget'),
      eb
        .exists(
          eb
            .selectFrom('admins')
            .where('admin_id', '=', actor.adminId)
            .where('totp_confirmed_at', 'is not', null)
            .select('admin_id'),
        )
        .as('second_factor'),
    ])
    .executeTakeFirstOrThrow();
  const { app_id, ...done } = { ...found, master_key: isNoted(MASTER_KEY_COPIED) };
  const names: FirstStep[] = ['document', 'question', 'key', 'widget', 'second_factor', 'master_key'];
  const steps = names.map((name) => ({ name, done: Boolean(done[name]) }));
  return { steps: steps.every(({ done }) => done) ? [] : steps, app_id };
}
