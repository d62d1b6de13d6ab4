import type { Db } from '../../../db/database.ts';
import { ConfigError } from '../../../shared/platform/config.ts';

/** The workspace given to a command by id or name; without a name, the only one. @throws ConfigError */
export async function pickWorkspace(db: Db, named: string | undefined): Promise<string> {
  const all = await db
    .selectFrom('workspaces')
    .select(['workspace_id', 'name'])
    .where('archived_at', 'is', null)
    .orderBy('workspace_id')
    .execute();
  const found = named ? all.filter((one) => one.workspace_id === named || one.name === named) : all;
  if (found.length === 1) return found[0]!.workspace_id;
  if (all.length === 0)
    throw new ConfigError('This installation has no workspace yet. Start the server once (npm start).');
  const list = all.map(({ workspace_id, name }) => `${name} (${workspace_id})`).join(', ');
  const why = named ? `There is not exactly one workspace ${named}` : 'There are several workspaces';
  throw new ConfigError(`${why}. Choose one with --workspace: ${list}.`);
}
