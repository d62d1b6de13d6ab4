import type { z } from 'zod';
import { reaches, roleIn, type panel, type Standing } from '../../../shared/contract/index.ts';
import { findApp } from '../../../shared/tenancy/app.ts';
import type { PersonCall } from '../../call.ts';

const MOST_NAMED = 5;

/**
 * Whom somebody asks for another role: owners of the workspace that an address is about, or else of the team. Their
 * e-mail addresses are for admins there, who read them in the audit log too.
 */
export async function findOwners(
  call: PersonCall & { person: Standing },
  { app_id, workspace_id }: z.output<typeof panel.findOwners.input>,
): Promise<z.output<typeof panel.findOwners.output>> {
  const { db, person } = call;
  const workspaceId = workspace_id ?? (app_id && (await findApp(call, app_id))?.workspaceId);
  const role = workspaceId ? roleIn(person, workspaceId) : null;
  if (!workspaceId || !role)
    return { workspace: null, emails: reaches(person.role, 'admin') ? await ownersOfTeam(call) : [] };
  const { name } = await db
    .selectFrom('workspaces')
    .select('name')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow();
  if (!reaches(role, 'admin')) return { workspace: name, emails: [] };
  const owners = await db
    .selectFrom('workspace_members')
    .innerJoin('admins', 'admins.admin_id', 'workspace_members.admin_id')
    .select('email')
    .where('workspace_id', '=', workspaceId)
    .where('workspace_members.role', '=', 'owner')
    .orderBy('email')
    .limit(MOST_NAMED)
    .execute();
  const emails = owners.map(({ email }) => email);
  return { workspace: name, emails: emails.length > 0 ? emails : await ownersOfTeam(call) };
}

async function ownersOfTeam({ db }: PersonCall): Promise<string[]> {
  const owners = await db
    .selectFrom('admins')
    .select('email')
    .where('role', '=', 'owner')
    .orderBy('email')
    .limit(MOST_NAMED)
    .execute();
  return owners.map(({ email }) => email);
}
