// npm run restore -- FILE [--check] — restores a backup into an empty database and an empty place for files, or only checks
// that it is whole.
import { parseArgs } from 'node:util';
import { connectEmbedded, connectPostgres } from '../db/connect.ts';
import { DatabaseRefused } from '../db/tenant-role.ts';
import { openBackup, RefusedBackup } from '../server/operations/backups/open-backup.ts';
import { restoreBackup } from '../server/operations/backups/restore-backup.ts';
import { noteCommand } from '../server/security/audit/note-command.ts';
import { ConfigError, readConfig, type Config } from '../shared/platform/config.ts';
import { CommandError, runCommand, withContext } from '../shared/platform/run-command.ts';
import { openFileStore } from '../shared/security/vault/files/open-file-store.ts';

const USAGE = 'Usage: npm run restore -- FILE [--check]';

await runCommand(async () => {
  const { path, checkOnly } = readArguments();
  try {
    const backup = await openBackup(path);
    try {
      await backup.verify();
      const { created_at, docent, tables, files } = backup.manifest;
      const rows = tables.reduce((sum, table) => sum + table.rows, 0);
      const what = `${rows} rows of ${tables.length} tables and ${files.count} files, of ${created_at} (Docent ${docent})`;
      if (checkOnly) return `${path} is whole: ${what}.`;
      const config = readConfig();
      await restore(config, backup);
      await open(path, created_at);
      return `Restored ${what}. Erasures since then were applied again. Start Docent.`;
    } finally {
      backup.close();
    }
  } catch (error) {
    if (error instanceof RefusedBackup || error instanceof DatabaseRefused)
      throw new CommandError(error.message);
    throw error;
  }
}, 'long');

async function restore(config: Config, backup: Awaited<ReturnType<typeof openBackup>>): Promise<void> {
  const connection = config.databaseUrl
    ? connectPostgres(config.databaseUrl, 4, {
        directUrl: config.databaseDirectUrl,
        preparing: config.preparing,
      })
    : await connectEmbedded({ dataDir: config.dataDir });
  const files = await openFileStore(config.storage, config);
  try {
    await restoreBackup(backup, connection, files);
  } finally {
    files.close();
    await connection.close();
  }
}

/** Opened once, as a start does: this checks the keys, and erases again what was erased since the backup. */
async function open(file: string, created_at: string): Promise<void> {
  try {
    await withContext((ctx) => noteCommand(ctx, 'restore', { file, created_at }, async () => ({})));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new CommandError(`Everything was restored, but cannot be opened yet. ${error.message}`);
  }
}

function readArguments(): { path: string; checkOnly: boolean } {
  try {
    const { values, positionals } = parseArgs({
      options: { check: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    if (positionals.length === 1) return { path: positionals[0]!, checkOnly: values.check };
  } catch {
    // An unknown option gets the same message.
  }
  throw new CommandError(USAGE);
}
