import { fail } from '../../shared/platform/errors.ts';
import type { AppCall } from '../call.ts';

/** Deletes an evaluation set with its questions and runs; one under way stops. @throws evaluation_set_not_found */
export async function deleteSet({ db, app }: AppCall, { set_id }: { set_id: string }) {
  const { numDeletedRows } = await db
    .deleteFrom('evaluation_sets')
    .where('app_id', '=', app.appId)
    .where('set_id', '=', set_id)
    .executeTakeFirst();
  if (numDeletedRows === 0n) fail('evaluation_set_not_found');
  return { set_id, deleted: true as const };
}
