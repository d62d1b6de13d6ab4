// npm run app:import -- FILE.zip [--workspace NAME-OR-ID] [--name NAME] — makes an app of another server's export.
// On the embedded database the server must be stopped; on Postgres it may run.
import { parseArgs } from 'node:util';
import { DataFolderInUse } from '../db/embedded/lock.ts';
import { importApp } from '../server/privacy/imports/import-app.ts';
import { RefusedArchive } from '../server/privacy/imports/refused-archive.ts';
import { pickWorkspace } from '../server/tenancy/workspaces/pick-workspace.ts';
import { ConfigError, readConfig } from '../shared/platform/config.ts';
import { createContext } from '../shared/context.ts';
import { DocentError } from '../shared/platform/errors.ts';

const tell = (line: string) => process.stdout.write(`${line}\n`);
const USAGE = 'Usage: npm run app:import -- FILE.zip [--workspace NAME-OR-ID] [--name NAME]';

try {
  const { file, workspace, name } = readArguments();
  const config = readConfig({ LOG_LEVEL: 'warn', ...process.env });
  const ctx = await createContext({ ...config, roles: new Set() });
  const interrupted = new ConfigError('It was interrupted.');
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => ctx.stopping.abort(interrupted));
  try {
    const workspaceId = await pickWorkspace(ctx.db, workspace);
    const imported = await importApp(ctx, { file, workspaceId, name });
    tell(`${imported.name} is here as ${imported.appId}, with ${imported.documents} documents.`);
    if (imported.documents > 0) tell('They can be asked as soon as the worker has read them.');
    for (const note of imported.notes) tell(`Not taken over: ${note}.`);
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
    // An option that is not known is told the same.
  }
  throw new ConfigError(USAGE);
}
