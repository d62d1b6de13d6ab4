// npm run backup -- FILE [--files yes|no] — writes a backup of the database, and of the files unless they are in a bucket.
// With Postgres, beside a running Docent; with the embedded database, stop it first.
import { parseArgs } from 'node:util';
import { writeBackup } from '../server/operations/backups/write-backup.ts';
import { noteCommand } from '../server/security/audit/note-command.ts';
import { CommandError, runCommand, withContext } from '../shared/platform/run-command.ts';
import { openFileStore } from '../shared/security/vault/files/open-file-store.ts';

const USAGE = 'Usage: npm run backup -- FILE [--files yes|no]';

await runCommand(() => {
  const { path, withFiles } = readArguments();
  return withContext(async (ctx) => {
    const { config } = ctx;
    const included = withFiles ?? config.storage.kind === 'folder';
    const store = included ? await openFileStore(config.storage, config) : undefined;
    const { tables, files } = await noteCommand(ctx, 'backup', { file: path, files: included }, () =>
      writeBackup(ctx, path, store),
    );
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    return [
      `${path}: ${rows} rows of ${tables.length} tables${included ? `, ${files.count} files` : ''}.`,
      ...(files.gone > 0 ? [`${files.gone} files were removed meanwhile.`] : []),
      ...(included ? [] : [`The files stay in ${files.location}. Their backup is for you to make.`]),
      `It cannot be read without the master key and ${config.appKeysDir}. Keep those apart from it, and of the folder the ` +
        'latest copy only. Keep the erasure journal out of backups: see docs/operate.md.',
    ].join('\n');
  });
}, 'long');

function readArguments(): { path: string; withFiles: boolean | undefined } {
  try {
    const { values, positionals } = parseArgs({
      options: { files: { type: 'string' } },
      allowPositionals: true,
    });
    const { files } = values;
    if (positionals.length === 1 && (files === undefined || files === 'yes' || files === 'no'))
      return { path: positionals[0]!, withFiles: files === undefined ? undefined : files === 'yes' };
  } catch {
    // An unknown option gets the same message.
  }
  throw new CommandError(USAGE);
}
