import type { UpdateWorkspace } from '../../../shared/contract/workspaces.panel.ts';
import type { Context } from '../../../shared/context.ts';
import { checkTimeZone } from './check-time-zone.ts';
import { getWorkspace } from './get-workspace.ts';

/** Renames a workspace and sets the time zone in which its days begin. @throws workspace_not_found */
export async function updateWorkspace(ctx: Context, { workspace_id, name, time_zone }: UpdateWorkspace) {
  await checkTimeZone(ctx, time_zone);
  await ctx.db
    .updateTable('workspaces')
    .set({ name, time_zone })
    .where('workspace_id', '=', workspace_id)
    .execute();
  return getWorkspace(ctx, { workspace_id });
}
