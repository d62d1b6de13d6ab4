import { sql } from 'kysely';
import type { Context } from '../../../shared/context.ts';
import { listNotices } from './list-notices.ts';

export async function dismissNotice(ctx: Pick<Context, 'db'>, { notice_id }: { notice_id: string }) {
  await ctx.db
    .updateTable('notices')
    .set({ dismissed_at: sql`now()` })
    .where('notice_id', '=', notice_id)
    .execute();
  return listNotices(ctx);
}
