// npm run bench:usage -- [ROWS] — GET /usage over a ledger of this many rows (default: 10 million) on Postgres. Needs
// DATABASE_URL of an empty database. Rows span a year in 20 apps; closed days are aggregated by the real job.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { insertApp } from '../server/tenancy/apps/insert-app.ts';
import { insertKey } from '../server/access/keys/insert-key.ts';
import { newSecret } from '../server/access/keys/secret.ts';
import { startServer } from '../server/start-server.ts';
import { ConfigError, readConfig } from '../shared/platform/config.ts';
import { createContext } from '../shared/context.ts';
import { newId } from '../shared/platform/ids.ts';
import { aggregateLedger } from '../shared/billing/ledger/aggregate.ts';
import { percentile } from './load.ts';

const APPS = 20;
const DAYS = 365;
const REQUESTS = 300;
const rows = Number(process.argv[2] ?? 10_000_000);
if (!process.env['DATABASE_URL'])
  throw new ConfigError('bench:usage needs DATABASE_URL: an empty Postgres database');

const folder = mkdtempSync(join(tmpdir(), 'docent-bench-'));
const ctx = await createContext(
  readConfig({
    ...process.env,
    PORT: '0',
    DATA_DIR: folder,
    LOG_LEVEL: 'warn',
    ROLES: 'api',
    DEFAULT_REQUESTS_PER_MINUTE: '0',
  }),
);
const server = await startServer(ctx);
const { db } = ctx;
try {
  const workspace_id = newId('wsp');
  await db.insertInto('workspaces').values({ workspace_id, name: 'Bench', plan: 'custom' }).execute();
  const secret = newSecret('secret');
  const appIds: string[] = [];
  for (let n = 0; n < APPS; n++)
    appIds.push((await insertApp(ctx, db, { workspaceId: workspace_id, name: `Bench ${n}` })).app_id);
  await insertKey(
    ctx,
    db,
    appIds[0]!,
    { name: 'Bench', kind: 'secret', scopes: ['usage:read'], allowed_origins: [] },
    secret,
  );
  const filled = await timed(() => fill(appIds));
  const aggregated = await timed(() => aggregateLedger(db, ctx.stopping.signal, { batchSize: 50_000 }));
  await sql`vacuum analyze ledger`.execute(db);
  await sql`vacuum analyze usage_daily`.execute(db);
  console.log(`${rows} rows: written in ${filled} s, closed days aggregated in ${aggregated} s`);
  console.log('| GET /usage | p50 ms | p95 ms |');
  console.log('| --- | --- | --- |');
  const year = `start_date=${daysAgo(DAYS)}`;
  for (const query of [
    'group_by=model',
    'group_by=day',
    'group_by=key',
    `group_by=day&${year}`,
    `group_by=model&${year}`,
  ])
    console.log(`| ${query.replace(year, 'a year')} | ${await measure(query, secret)} |`);
} finally {
  await server.close();
  await ctx.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Rows of 5 models, 10 keys and 3 kinds, evenly over the year and the apps; today's are only in the ledger. */
async function fill(appIds: string[]): Promise<void> {
  const step = 500_000;
  for (let from = 0; from < rows; from += step)
    await sql`
      insert into ledger (app_id, usage_id, key_id, kind, model, day, status, input_tokens, output_tokens, cost, opened_at, settled_at)
      select (${appIds}::text[])[1 + n % ${APPS}], 'use_' || n, 'key_' || (n / ${APPS}) % 10,
        (array['chat', 'rewrite', 'embed_question'])[1 + (n / 7) % 3], 'model-' || (n / 11) % 5,
        moment::date, 'settled', 800, 100, 0.0001794 + n * 0.00000000000001, moment, moment
      from (
        select n, now() - make_interval(secs => (n::float8 / ${rows}) * ${DAYS * 86_400}) as moment
        from generate_series(${from}::integer, ${Math.min(rows, from + step) - 1}::integer) as n
      ) given`.execute(db);
}

async function measure(query: string, secret: string): Promise<string> {
  const times: number[] = [];
  for (let n = 0; n < REQUESTS; n++) {
    const started = performance.now();
    const response = await fetch(`${server.url}/api/v1/usage?${query}`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    const { usage } = (await response.json()) as { usage: { total_requests: number } };
    if (!(usage.total_requests > 0)) throw new Error(`unexpected answer ${response.status}`);
    times.push(performance.now() - started);
  }
  return `${percentile(times, 0.5).toFixed(1)} | ${percentile(times, 0.95).toFixed(1)}`;
}

async function timed(run: () => Promise<unknown>): Promise<string> {
  const started = performance.now();
  await run();
  return ((performance.now() - started) / 1000).toFixed(0);
}

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}
