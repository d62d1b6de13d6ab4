// npm run db:move -- --to postgres://… — copies the embedded database to Postgres and compares it. Stop Docent first: what
// nobody writes meanwhile cannot get lost. Run it again if it was interrupted.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { connectPostgres } from '../db/connect.ts';
import { DatabaseRefused } from '../db/tenant-role.ts';
import { CopyRefused, copyDatabase } from '../server/operations/backups/copy-database.ts';
import { withoutSecrets } from '../server/operations/system/describe-settings.ts';
import { noteCommand } from '../server/security/audit/note-command.ts';
import { readConfig } from '../shared/platform/config.ts';
import { movedMark } from '../shared/platform/moved-mark.ts';
import { CommandError, runCommand, withContext } from '../shared/platform/run-command.ts';

const USAGE = 'Usage: npm run db:move -- --to postgres://…';

await runCommand(async () => {
  const url = readTarget();
  const { databaseUrl, dataDir } = readConfig();
  if (databaseUrl) throw new CommandError('DATABASE_URL is set: only the embedded database can be moved');
  mkdirSync(dataDir, { recursive: true });
  const place = withoutSecrets(url);
  const rows = await withContext((ctx) =>
    noteCommand(ctx, 'db:move', { to: place }, async () => {
      const target = connectPostgres(url, 4);
      try {
        return (await copyDatabase(ctx.connection, target, print)).rows;
      } catch (error) {
        if (error instanceof CopyRefused || error instanceof DatabaseRefused)
          throw new CommandError(error.message);
        if (['ECONNREFUSED', 'ENOTFOUND', '28P01', '3D000'].includes((error as { code?: string }).code ?? ''))
          throw new CommandError(`${place} cannot be used: ${(error as Error).message}`);
        throw error;
      } finally {
        await target.close();
      }
    }),
  );
  writeFileSync(movedMark(dataDir), `${place}\n`);
  return [
    `${rows} rows were copied to ${place} and compared.`,
    `Set DATABASE_URL to it and start Docent. Files and keys stay where they are. The embedded database in ${dataDir} no`,
    `longer starts; remove ${movedMark(dataDir)} to go back to it.`,
  ].join('\n');
}, 'long');

function print(table: string, rows: number): void {
  if (rows > 0) process.stdout.write(`${table}: ${rows}\n`);
}

function readTarget(): string {
  try {
    const { values } = parseArgs({ options: { to: { type: 'string' } } });
    if (values.to && /^postgres(ql)?:\/\//.test(values.to)) return values.to;
  } catch {
    // An unknown option gets the same message.
  }
  throw new CommandError(USAGE);
}
