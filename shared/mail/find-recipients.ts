import { sql } from 'kysely';
import type { Db, Tx } from '../../db/database.ts';
import type { Membership } from '../contract/roles.panel.ts';

/** Everybody with an account, with what they are and what they have chosen to receive, for all workspaces and for each. */
export const findRecipients = (db: Db | Tx) =>
  db
    .selectFrom('admins')
    .select(['admin_id', 'email', 'role', 'mails'])
    .select(
      sql<
        (Membership & { mails: string[] | null })[]
      >`coalesce((select jsonb_agg(jsonb_build_object('workspace_id', workspace_id, 'role', role, 'mails', mails)
        order by workspace_id) from workspace_members member where member.admin_id = admins.admin_id), '[]')`.as(
        'workspaces',
      ),
    );
