// npm run app:import -- FILE.zip [--workspace NAME-OR-ID] [--name NAME] — creates an app from another server's
// export. With the embedded database, stop the server first.
import { parseArgs } from 'node:util';
import { DataFolderInUse } from '../db/embedded/lock.ts';
import { importApp } from '../server/privacy/imports/import-app.ts';
import { requireFile } from '../server/privacy/imports/open-archive.ts';
import { RefusedArchive } from '../server/privacy/imports/refused-archive.ts';
import { noteCommand } from '../server/security/audit/note-command.ts';
import { pickWorkspace } from '../server/tenancy/workspaces/pick-workspace.ts';
import { ConfigError, readConfig } from '../shared/platform/config.ts';
import { createContext } from '../shared/context.ts';
import { DocentError } from '../shared/platform/errors.ts';

const print = (line: string) => process.stdout.write(`${line}\n`);
const USAGE = 'Usage: npm run app:import -- FILE.zip [--workspace NAME-OR-ID] [--name NAME]';

try {
  const { file, workspace, name } = readArguments();
  // Before anything is opened: a wrong path leaves no new data folder.
  await requireFile(file);
  const config = readConfig({ LOG_LEVEL: 'warn', ...process.env });
  const ctx = await createContext({ ...config, roles: new Set() });
  const interrupted = new ConfigError('It was interrupted.');
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => ctx.stopping.abort(interrupted));
  try {
    const workspaceId = await pickWorkspace(ctx.db, workspace);
    const imported = await noteCommand(ctx, 'app:import', { workspace_id: workspaceId }, async () => {
      const result = await importApp(ctx, { file, workspaceId, name });
      return { ...result, app_id: result.appId };
    });
    print(`${imported.name} was imported as ${imported.appId} with ${imported.documents} documents.`);
    if (imported.documents > 0) print('They are ready when a worker has ingested them.');
    for (const note of imported.notes) print(`Not imported: ${note}.`);
  } finally {
    await ctx.close();
  }
  process.exit(0);
} catch (error) {
  const known = [RefusedArchive, ConfigError, DataFolderInUse, DocentError].some(
    (kind) => error instanceof kind,
  );
  const { message, stack } = error as Error;
  const reason = known ? message : (stack ?? message);
  process.stderr.write(`Nothing was imported. ${reason}\n`);
  process.exit(1);
}

function readArguments(): { file: string; workspace?: string | undefined; name?: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      options: { workspace: { type: 'string' }, name: { type: 'string' } },
      allowPositionals: true,
    });
    if (positionals.length === 1) return { file: positionals[0]!, ...values };
  } catch {
    // An unknown option gets the same message.
  }
  throw new ConfigError(USAGE);
}
