import { anyOf } from '../../../db/any-of.ts';
import type { SeenCall } from '../../call.ts';

/** Names of the active apps that the caller sees. */
export async function nameApps({ db, seen }: SeenCall) {
  const apps = await db
    .selectFrom('apps')
    .innerJoin('workspaces', 'workspaces.workspace_id', 'apps.workspace_id')
    .select(['apps.app_id', 'apps.name', 'apps.workspace_id', 'workspaces.name as workspace'])
    .where('apps.archived_at', 'is', null)
    .$if(seen !== null, (query) => query.where('apps.workspace_id', '=', anyOf([...seen!])))
    .orderBy('apps.name')
    .execute();
  return { apps };
}
