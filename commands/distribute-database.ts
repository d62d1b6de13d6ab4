// npm run db:distribute — spreads the tables of a database with Citus over its workers. Stop Docent first. Run it again if
// it was interrupted. With --dry-run it only says what goes where, and why.
import { parseArgs } from 'node:util';
import { alone, distribute } from '../db/distribution/distribute.ts';
import { hasCitus, readPlacement, type Placement } from '../db/distribution/read-placement.ts';
import { DatabaseRefused } from '../db/tenant-role.ts';
import { noteCommand } from '../server/security/audit/note-command.ts';
import type { Context } from '../shared/context.ts';
import { countLiving } from '../shared/platform/heartbeat.ts';
import { CommandError, runCommand, withContext } from '../shared/platform/run-command.ts';

const USAGE = 'Usage: npm run db:distribute [-- --dry-run]';

const WORDS = { spread: 'spread by app', copied: 'whole on each server', local: 'on the coordinator' };

await runCommand(() => {
  const dryRun = readOptions();
  return withContext((ctx) =>
    dryRun ? describeAll(ctx) : noteCommand(ctx, 'db:distribute', {}, () => distributeAll(ctx)),
  );
}, 'long');

async function describeAll({ db }: Context): Promise<string> {
  if (!(await hasCitus(db))) throw new CommandError('This database has no Citus.');
  return (await readPlacement(db)).map(describe).join('\n');
}

async function distributeAll({ connection, db, processId }: Context): Promise<string> {
  if (connection.engine.kind === 'embedded')
    throw new CommandError(
      'The embedded database is on one machine. Set DATABASE_URL to a database with Citus.',
    );
  const living = await countLiving(db, processId);
  if (living > 0)
    throw new CommandError(
      `${living} ${living === 1 ? 'process of Docent is' : 'processes of Docent are'} running. Stop all of them first.`,
    );
  const print = (table: Placement) => void process.stdout.write(`${describe(table)}\n`);
  const moved = await alone(db, () => distribute(db, print)).catch((error: unknown) => {
    throw error instanceof DatabaseRefused ? new CommandError(error.message) : error;
  });
  return moved.length === 0
    ? 'Every table is in its place already.'
    : `${moved.length} tables are in their places. Start Docent.`;
}

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
