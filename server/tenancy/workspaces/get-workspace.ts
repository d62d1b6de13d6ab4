import { fail } from '../../../shared/platform/errors.ts';
import { readWorkspaces } from './read-workspaces.ts';
import type { SystemCall } from '../../call.ts';

/** One workspace. @throws workspace_not_found */
export async function getWorkspace(
  { db }: Pick<SystemCall, 'db'>,
  { workspace_id }: { workspace_id: string },
) {
  const [workspace] = await readWorkspaces({ db, seen: [workspace_id] });
  return { workspace: workspace ?? fail('workspace_not_found') };
}
