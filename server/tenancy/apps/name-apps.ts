import type { Context } from '../../../shared/context.ts';

/** Names alone, of the apps that are in use. */
export async function nameApps({ db }: Context) {
  const apps = await db
    .selectFrom('apps')
    .innerJoin('workspaces', 'workspaces.workspace_id', 'apps.workspace_id')
    .select(['apps.app_id', 'apps.name', 'workspaces.name as workspace'])
    .where('apps.archived_at', 'is', null)
    .orderBy('apps.name')
    .execute();
  return { apps };
}
