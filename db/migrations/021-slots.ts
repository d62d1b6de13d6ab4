// A slot whose process lives, but no longer has it in hand, is free.
import { sql, type Kysely } from 'kysely';
import { hasRoles } from '../protect-table.ts';
import { TENANT_ROLE } from '../tenant.ts';

const role = sql.id(TENANT_ROLE);

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table stream_slots add column taken_at timestamptz not null default now()`.execute(db);
  if (await hasRoles(db)) await sql`grant select (in_hand_since) on processes to ${role}`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  if (await hasRoles(db)) await sql`revoke select (in_hand_since) on processes from ${role}`.execute(db);
  await sql`alter table stream_slots drop column taken_at`.execute(db);
}
