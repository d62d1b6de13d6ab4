import { sql } from 'kysely';
import type { Notice } from '../../../shared/contract/plans.panel.ts';
import { isSeen } from '../../is-seen.ts';
import type { SeenCall } from '../../call.ts';

const MOST = 100;

/** Notices that were not dismissed, newest first. */
export async function listNotices({ db, seen }: SeenCall): Promise<{ notices: Notice[] }> {
  const { rows } = await sql<Omit<Notice, 'created_at'> & { created_at: Date }>`
    select notice_id, workspace_id, workspaces.name as workspace, about_app_id, kind, message, notices.created_at
    from notices join workspaces using (workspace_id)
    where dismissed_at is null and ${isSeen(seen, sql`workspace_id`)}
    order by notices.created_at desc, notice_id desc limit ${MOST}`.execute(db);
  return { notices: rows.map((row) => ({ ...row, created_at: row.created_at.toISOString() })) };
}
