import { sql } from 'kysely';
import { listNotices } from './list-notices.ts';
import type { AdminCall } from '../../call.ts';

export async function dismissNotice(call: AdminCall, { notice_id }: { notice_id: string }) {
  await call.db
    .updateTable('notices')
    .set({ dismissed_at: sql`now()` })
    .where('notice_id', '=', notice_id)
    .execute();
  return listNotices(call);
}
