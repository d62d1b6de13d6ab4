import type { AdminCall } from '../../call.ts';

/** Names of the active apps. */
export async function nameApps({ db }: AdminCall) {
  const apps = await db
    .selectFrom('apps')
    .innerJoin('workspaces', 'workspaces.workspace_id', 'apps.workspace_id')
    .select(['apps.app_id', 'apps.name', 'workspaces.name as workspace'])
    .where('apps.archived_at', 'is', null)
    .orderBy('apps.name')
    .execute();
  return { apps };
}
