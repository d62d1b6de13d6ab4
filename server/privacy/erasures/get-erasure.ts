import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import { toErasure } from './to-erasure.ts';

/** @throws erasure_not_found */
export async function getErasure({ db, app }: AppCall, { erasure_id }: { erasure_id: string }) {
  const row = await db
    .selectFrom('erasures')
    .selectAll()
    .where('app_id', '=', app.appId)
    .where('erasure_id', '=', erasure_id)
    .executeTakeFirst();
  if (!row) fail('erasure_not_found');
  return { erasure: toErasure(row) };
}
