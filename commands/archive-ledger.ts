// npm run ledger:archive -- --before 2026-01 [--to FOLDER] — moves old months of the ledger into files. With the
// embedded database, stop the server first.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { noteCommand } from '../server/security/audit/note-command.ts';
import { ConfigError, readConfig } from '../shared/platform/config.ts';
import { createContext } from '../shared/context.ts';
import { describeError } from '../shared/platform/log.ts';
import { archiveMonth, findMonths, RefusedMonth } from '../shared/billing/ledger/archive-month.ts';

const print = (line: string) => process.stdout.write(`${line}\n`);
const usage = 'Usage: npm run ledger:archive -- --before YYYY-MM [--to FOLDER]';

try {
  const { before, to } = readArguments();
  const config = readConfig({ ...process.env, ROLES: 'api', LOG_LEVEL: 'warn' });
  const ctx = await createContext(config);
  process.on('SIGINT', () => ctx.stopping.abort());
  try {
    const folder = to ?? join(config.dataDir, 'ledger-archive');
    const months = await findMonths(ctx.db, before);
    if (months.length === 0) print(`The ledger has no rows before ${before}.`);
    for (const month of months) {
      const rows = await noteCommand(ctx, 'ledger:archive', {}, () =>
        archiveMonth(ctx.db, { month, folder, signal: ctx.stopping.signal }),
      );
      print(`${month}: ${rows} rows moved to ${folder}.`);
    }
  } finally {
    await ctx.close();
  }
} catch (error) {
  const known = error instanceof RefusedMonth || error instanceof ConfigError || error instanceof TypeError;
  process.stderr.write(`${known ? error.message : describeError(error).stack}\n`);
  process.exitCode = 1;
}

function readArguments(): { before: string; to?: string } {
  const { values } = parseArgs({ options: { before: { type: 'string' }, to: { type: 'string' } } });
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(values.before ?? '')) throw new TypeError(usage);
  return { before: values.before!, to: values.to };
}
