import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import { toSwitch } from './to-switch.ts';

/** @throws embedding_switch_not_found */
export async function getSwitch({ db, app }: AppCall, { switch_id }: { switch_id: string }) {
  const row = await db
    .selectFrom('embedding_switches')
    .selectAll()
    .where('app_id', '=', app.appId)
    .where('switch_id', '=', switch_id)
    .executeTakeFirst();
  return { embedding_switch: toSwitch(row ?? fail('embedding_switch_not_found')) };
}
