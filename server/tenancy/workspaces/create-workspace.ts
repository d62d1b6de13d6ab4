import type { CreateWorkspace } from '../../../shared/contract/workspaces.panel.ts';
import type { Context } from '../../../shared/context.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { checkTimeZone } from './check-time-zone.ts';
import { getWorkspace } from './get-workspace.ts';

/** A workspace for a new customer, on the plan every one begins with. */
export async function createWorkspace(ctx: Context, { name, time_zone }: CreateWorkspace) {
  await checkTimeZone(ctx, time_zone);
  const workspace_id = newId('wsp');
  await ctx.db.insertInto('workspaces').values({ workspace_id, name, time_zone }).execute();
  return getWorkspace(ctx, { workspace_id });
}
