// npm run db:scrub — after erasures: removes every byte of deleted rows from the database's files and log. With the
// embedded database, stop the server first; on Postgres it may run, but waits for each table.
import { scrubDatabase } from '../db/scrub-database.ts';
import { noteCommand } from '../server/security/audit/note-command.ts';
import { CommandError, runCommand, withContext } from '../shared/platform/run-command.ts';

await runCommand(() =>
  withContext(async (ctx) => {
    await noteCommand(ctx, 'db:scrub', {}, () => scrubDatabase(ctx.connection)).catch((error: Error) => {
      throw new CommandError(error.message);
    });
    return 'The files of the database no longer contain deleted rows. Backups and replicas were not changed.';
  }),
);
