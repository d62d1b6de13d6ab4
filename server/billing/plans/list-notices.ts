import { sql } from 'kysely';
import type { Notice } from '../../../shared/contract/plans.panel.ts';
import type { AdminCall } from '../../call.ts';

const MOST = 100;

/** Notices that were not dismissed, newest first. */
export async function listNotices({ db }: AdminCall): Promise<{ notices: Notice[] }> {
  const { rows } = await sql<Omit<Notice, 'created_at'> & { created_at: Date }>`
    select notice_id, workspace_id, workspaces.name as workspace, about_app_id, kind, message, notices.created_at
    from notices join workspaces using (workspace_id)
    where dismissed_at is null order by notices.created_at desc, notice_id desc limit ${MOST}`.execute(db);
  return { notices: rows.map((row) => ({ ...row, created_at: row.created_at.toISOString() })) };
}
