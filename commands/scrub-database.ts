// npm run db:scrub — after erasures: leaves no byte of deleted rows in the database's files and its log.
// On the embedded database the server must be stopped; on Postgres it may run, but waits for each table in turn.
import { connectEmbedded, connectPostgres } from '../db/connect.ts';
import { scrubDatabase } from '../db/scrub-database.ts';
import { readConfig } from '../shared/platform/config.ts';

try {
  const { databaseUrl, dataDir } = readConfig();
  const connection = databaseUrl ? connectPostgres(databaseUrl, 2) : await connectEmbedded({ dataDir });
  try {
    await scrubDatabase(connection);
    process.stdout.write(
      'No file of the database holds what was deleted. Backups and replicas are not changed.\n',
    );
  } finally {
    await connection.close();
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
