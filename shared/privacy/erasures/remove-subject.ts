import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { removeMembers } from '../../tenancy/remove-members.ts';
import { recordFee } from '../../billing/invoices/record-fee.ts';
import { removeExports } from '../exports/remove-exports.ts';
import { removeApp } from './remove-app.ts';
import { removeDocuments } from './remove-documents.ts';
import { removeSessions, sessionsOf } from './remove-sessions.ts';
import { addRemoved, removedNothing, type Removed } from './removed.ts';
import type { Subject } from './subject.ts';

/** Removes all rows of a subject, including what arrived since the last call. @param asOf when it was requested */
export async function removeSubject(tx: Tx, { kind, appId, id }: Subject, asOf: Date): Promise<Removed> {
  if (kind === 'app') return removeApp(tx, appId);
  if (kind === 'workspace') return removeWorkspace(tx, id, asOf);
  const removed =
    kind === 'document'
      ? await removeDocuments(tx, appId, [id])
      : await removeSessions(tx, appId, kind === 'session' ? [id] : await sessionsOf(tx, appId, id, asOf));
  return addRemoved(removed, await removeExports(tx, appId, asOf));
}

/** The row stays without its name, because what was spent is still to be invoiced. The plan's fee ends. */
async function removeWorkspace(tx: Tx, workspaceId: string, asOf: Date): Promise<Removed> {
  const rows = await tx
    .selectFrom('apps')
    .select('app_id')
    .where('workspace_id', '=', workspaceId)
    .orderBy('app_id')
    .execute();
  let removed = removedNothing();
  for (const { app_id } of rows) removed = addRemoved(removed, await removeApp(tx, app_id));
  await tx
    .updateTable('deleted_apps')
    .set({ name: 'Erased app' })
    .where('workspace_id', '=', workspaceId)
    .execute();
  await tx.deleteFrom('notices').where('workspace_id', '=', workspaceId).execute();
  await removeMembers(tx, workspaceId);
  await tx
    .updateTable('workspaces')
    .set({
      name: 'Erased workspace',
      buyer: null,
      archived_at: sql<Date>`coalesce(archived_at, ${asOf})`,
      erased_at: sql<Date>`coalesce(erased_at, ${asOf})`,
    })
    .where('workspace_id', '=', workspaceId)
    .execute();
  await recordFee(tx, workspaceId, { from: asOf });
  return removed;
}
