import { sql, type NotNull } from 'kysely';
import type { z } from 'zod';
import type { panel } from '../../../shared/contract/index.ts';
import type { AdminCall } from '../../call.ts';

/** The members of the team, and the invitations. */
export async function listTeam({ db }: AdminCall): Promise<z.output<typeof panel.listTeam.output>> {
  const admins = await db
    .selectFrom('admins')
    .select(['admin_id', 'email', 'role', 'created_at', 'totp_confirmed_at'])
    .select((eb) =>
      eb
        .selectFrom('admin_sessions')
        .select((inner) => inner.fn.max('last_seen_at').as('at'))
        .whereRef('admin_sessions.admin_id', '=', 'admins.admin_id')
        .as('last_seen_at'),
    )
    .where('role', 'is not', null)
    .$narrowType<{ role: NotNull }>()
    .orderBy('email')
    .execute();
  const invitations = await db
    .selectFrom('admin_invitations')
    .select(['invitation_id', 'email', 'role', 'expires_at'])
    .where('workspace_id', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('email')
    .execute();
  return {
    admins: admins.map(({ totp_confirmed_at, created_at, last_seen_at, ...admin }) => ({
      ...admin,
      totp_on: totp_confirmed_at !== null,
      created_at: created_at.toISOString(),
      last_seen_at: last_seen_at?.toISOString() ?? null,
    })),
    invitations: invitations.map(({ expires_at, ...invitation }) => ({
      ...invitation,
      expires_at: expires_at.toISOString(),
    })),
  };
}
