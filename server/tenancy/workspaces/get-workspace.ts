import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { read } from './list-workspaces.ts';

/** One workspace. @throws workspace_not_found */
export async function getWorkspace(ctx: Pick<Context, 'db'>, { workspace_id }: { workspace_id: string }) {
  const [workspace] = await read(ctx, workspace_id);
  return { workspace: workspace ?? fail('workspace_not_found') };
}
