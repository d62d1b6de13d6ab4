// npm run db:status — the nodes of a distributed database, how rows are spread over them, and where the apps are.
import { connectPostgres } from '../db/connect.ts';
import { readApps, readNodes, skewOf } from '../db/distribution/read-nodes.ts';
import { hasCitus, isDistributed, readPlacement } from '../db/distribution/read-placement.ts';
import { readConfig } from '../shared/platform/config.ts';
import { CommandError, runCommand } from '../shared/platform/run-command.ts';

const MOST_APPS = 50;

await runCommand(async () => {
  const { databaseUrl } = readConfig();
  if (!databaseUrl) return 'The embedded database: one file on this machine.';
  const connection = connectPostgres(databaseUrl, 2);
  const { db } = connection;
  try {
    if (!(await hasCitus(db))) return 'One Postgres server, without Citus.';
    const nodes = await readNodes(db);
    const lines = nodes.map(
      ({ name, role, active, shards, bytes }) =>
        `${role.padEnd(12)} ${name.padEnd(28)} ${shards} parts of tables, ${megabytes(bytes)}${active ? '' : ', NOT ACTIVE'}`,
    );
    if (!(await isDistributed(db)))
      return [...lines, 'The tables are not spread yet: npm run db:distribute'].join('\n');
    const missing = (await readPlacement(db)).filter(({ place, now }) => place !== now && place !== 'local');
    for (const { table } of missing) lines.push(`${table} is not in its place: npm run db:distribute`);
    const skew = skewOf(nodes);
    if (skew !== null)
      lines.push(`The fullest worker holds ${skew.toFixed(2)} times what the workers hold on average.`);
    const apps = await readApps(db);
    for (const { app_id, name, node, alone } of apps.slice(0, MOST_APPS))
      lines.push(`${node.padEnd(28)} ${app_id} ${name}${alone ? ' (alone in its part)' : ''}`);
    if (apps.length > MOST_APPS) lines.push(`… and ${apps.length - MOST_APPS} more apps`);
    return lines.join('\n');
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    throw code?.startsWith('E') || code === '3D000' ? new CommandError(message) : error;
  } finally {
    await connection.close();
  }
});

function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}
