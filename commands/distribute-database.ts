// npm run db:distribute — spreads the tables of a database with Citus over its workers. Stop Docent first. Run it again if
// it was interrupted. With --dry-run it only says what goes where, and why.
import { parseArgs } from 'node:util';
import { connectPostgres } from '../db/connect.ts';
import { alone, distribute } from '../db/distribution/distribute.ts';
import { hasCitus, readPlacement, type Placement } from '../db/distribution/read-placement.ts';
import { migrate } from '../db/migrate.ts';
import { DatabaseRefused } from '../db/tenant-role.ts';
import { readConfig } from '../shared/platform/config.ts';
import { countLiving } from '../shared/platform/heartbeat.ts';
import { CommandError, runCommand } from '../shared/platform/run-command.ts';

const USAGE = 'Usage: npm run db:distribute [-- --dry-run]';

const WORDS = { spread: 'spread by app', copied: 'whole on each node', local: 'on the coordinator' };

await runCommand(async () => {
  const dryRun = readOptions();
  const { databaseUrl, databaseDirectUrl } = readConfig();
  if (!databaseUrl)
    throw new CommandError(
      'The embedded database is one file on one machine. Set DATABASE_URL to a database with Citus.',
    );
  // Without a pooler, if possible: a table may take longer than a pooler waits.
  const connection = connectPostgres(databaseDirectUrl ?? databaseUrl, 4);
  const { db } = connection;
  try {
    if (dryRun) {
      if (!(await hasCitus(db))) throw new DatabaseRefused('This database has no Citus.');
      return (await readPlacement(db)).map(describe).join('\n');
    }
    await migrate(db);
    const living = await countLiving(db);
    if (living > 0)
      throw new CommandError(
        `${living} ${living === 1 ? 'process of Docent is' : 'processes of Docent are'} running. Stop all of them first.`,
      );
    const moved = await alone(db, () =>
      distribute(db, (table) => process.stdout.write(`${describe(table)}\n`)),
    );
    return moved.length === 0
      ? 'Every table is in its place already.'
      : `${moved.length} tables are in their places. Start Docent.`;
  } catch (error) {
    if (error instanceof DatabaseRefused) throw new CommandError(error.message);
    throw error;
  } finally {
    await connection.close();
  }
}, 'long');

function describe({ table, place, now, why }: Placement): string {
  const done = place === now || place === 'local' ? '' : ' (to be moved)';
  return `${table.padEnd(24)} ${WORDS[place].padEnd(20)} ${why}${done}`;
}

function readOptions(): boolean {
  try {
    const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } });
    return values['dry-run'];
  } catch {
    throw new CommandError(USAGE);
  }
}
