// npm run db:scrub — after erasures: removes every byte of deleted rows from the database's files and log. With the
// embedded database, stop the server first; on Postgres it may run, but waits for each table.
import { connectEmbedded, connectPostgres } from '../db/connect.ts';
import { scrubDatabase } from '../db/scrub-database.ts';
import { readConfig } from '../shared/platform/config.ts';

try {
  const { databaseUrl, dataDir } = readConfig();
  const connection = databaseUrl ? connectPostgres(databaseUrl, 2) : await connectEmbedded({ dataDir });
  try {
    await scrubDatabase(connection);
    process.stdout.write(
      'The files of the database no longer contain deleted rows. Backups and replicas were not changed.\n',
    );
  } finally {
    await connection.close();
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
