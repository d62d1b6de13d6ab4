// npm run bench:roll — the processes of a cluster are restarted one by one while clients chat, search and upload.
// BENCH_DATABASE_URL=postgres://… [BENCH_REQUESTS=5000] [BENCH_LONG_ONE_OF=50]
import { createDatabase } from './database.ts';
import { rollUnderLoad } from './rolling.ts';

const server = process.env['BENCH_DATABASE_URL'];
if (!server) {
  console.error(
    'BENCH_DATABASE_URL is missing: a Postgres server with pgvector, where a database is created.',
  );
  process.exit(1);
}
const { requests, ended, stopped, failed, documents, ready, said, seconds } = await rollUnderLoad({
  databaseUrl: await createDatabase(server),
  requests: Number(process.env['BENCH_REQUESTS'] ?? 5_000),
  atOnce: 24,
  api: 2,
  worker: 2,
  drainSeconds: 5,
  longOneOf: Number(process.env['BENCH_LONG_ONE_OF'] ?? 50),
});
const failures = [...failed.values()].reduce((sum, count) => sum + count, 0);
console.log(`${said}\n| ${seconds.toFixed(0)} s | |\n| --- | --- |`);
console.log(`| requests | ${requests} |\n| streams ended with \`end\` | ${ended} |`);
console.log(`| streams that ended with \`server_stopping\` | ${stopped} |\n| failed | ${failures} |`);
console.log(`| documents taken | ${documents} |\n| … of them ready | ${ready} |`);
for (const [why, count] of failed) console.log(`${count} × ${why}`);
if (failures > 0 || ready !== documents) process.exitCode = 1;
