// A cluster under load while everything breaks, and then the checks.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openFront } from '../../commands/cluster/front.ts';
import { openCluster } from '../../commands/cluster/open-cluster.ts';
import { cleanEnvironment } from '../../test/clean-environment.ts';
import { openGate } from '../gate.ts';
import { DIMENSIONS, startModel } from '../stress/model.ts';
import { until, type Finding } from '../stress/setting.ts';
import { cause, type Site } from './cause.ts';
import { check, LAST_ZONE } from './check.ts';
import { runClients } from './clients.ts';
import { newDiary } from './diary.ts';
import { planFaults, type Fault } from './plan.ts';

export type Chaos = {
  seed: number;
  ms: number;
  /** An empty database. */
  databaseUrl: string;
  /** An empty folder for the data of the installation. */
  folder: string;
  /** Whether `blobs` in it is a small file system, which may be filled. */
  hasSmallDisk: boolean;
  tell: (line: string) => void;
};
export type Outcome = {
  findings: Finding[];
  /** How often what clients did ended in which way. */
  counts: Record<string, number>;
};

const KEY = `sk_${'chaos'.repeat(8)}`;
const DEMO_DOCUMENTS = 3;
/** What must end well before the first fault, and after the last one. */
const ENOUGH = { answers: 20, uploads: 5 };
const WORKS_WITHIN_MS = 300_000;

/** Faults of one place take turns. */
const placeOf = (what: Fault['what']) => /database|model server|disk|clock/.exec(what)?.[0] ?? '';

export async function runChaos({ seed, ms, databaseUrl, folder, ...chaos }: Chaos): Promise<Outcome> {
  const begun = performance.now();
  const tell = (line: string) =>
    chaos.tell(`${((performance.now() - begun) / 1_000).toFixed(0).padStart(5)} s  ${line}`);
  const plan = planFaults(seed, ms, chaos.hasSmallDisk ? [] : ['the disk is full']);
  const diary = newDiary();
  const model = await startModel();
  Object.assign(model.speech, { pieces: 40, everyMs: 10 });
  const gate = await openGate(new URL(databaseUrl));
  const front = await openFront({ host: '127.0.0.1', port: 0, trusted: false });
  const disk = join(folder, 'blobs');
  mkdirSync(disk, { recursive: true });
  const clock = join(folder, 'clock.json');
  const environment = {
    ...(cleanEnvironment() as Record<string, string>),
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: folder,
    ROLES: 'api',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
    BOOTSTRAP_API_KEY: KEY,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'chaos',
    CHAT_MODEL: 'bench',
    EMBEDDING_MODEL: 'bench-embedding',
    EMBEDDING_DIMENSIONS: String(DIMENSIONS),
    DEFAULT_REQUESTS_PER_MINUTE: '0',
    MIN_FREE_DISK_MB: '0',
    DATABASE_POOL: '5',
    DATABASE_URL: databaseUrl,
  };
  const database = new pg.Client({ connectionString: databaseUrl });
  const over = new AbortController();
  let cluster: Site['cluster'] | undefined;
  try {
    cluster = await openCluster({
      front,
      api: 2,
      worker: 2,
      environment: {
        ...environment,
        DATABASE_URL: gate.through(databaseUrl),
        CHAOS_CLOCK: clock,
        NODE_OPTIONS: `--import=${new URL('clock.ts', import.meta.url).pathname}`,
      },
      drainMs: 0,
      tell,
    });
    await database.connect();
    await prepare(database);
    const url = `${front.url}/api/v1`;
    const sum = (pattern: RegExp) =>
      Object.entries(diary.counts).reduce((sum, [what, n]) => (pattern.test(what) ? sum + n : sum), 0);
    const seen = (code: string) => sum(new RegExp(` ${code}$`));
    const clients = runClients({ url, key: KEY, diary, seed }, over.signal);
    const done = () => ({ answers: sum(/^chat end$/), uploads: sum(/^upload 202$/) });
    const since = (before: ReturnType<typeof done>) => ({
      answers: done().answers - before.answers,
      uploads: done().uploads - before.uploads,
    });
    const works = async () => {
      const before = done();
      const isEnough = ({ answers, uploads } = since(before)) =>
        answers >= ENOUGH.answers && uploads >= ENOUGH.uploads;
      await until(WORKS_WITHIN_MS, () => isEnough());
      return since(before);
    };
    tell('clients begin; faults follow when everything works');
    const first = await works();
    const quiet = done();
    const met = await causeAll({ cluster, gate, model, disk, clock, seen }, plan, ms, tell);
    const meanwhile = since(quiet);
    tell('no more faults; until everything works again');
    const last = await works();
    over.abort();
    await clients;
    tell('no more clients; until nothing is under way');
    const asked = [...model.calls.keys()];
    const scene = { url, key: KEY, database, databaseUrl, disk, environment, asked, diary, tell };
    const broken = await check(scene);
    tell('checked');
    return {
      findings: [
        ...[...met].map(([what, { times, felt }]) => atLeast(`${what}, ${times} times: met`, felt, 1)),
        atLeast('replies that the database is unavailable', seen('database_unavailable'), 1),
        atLeast('replies that the model failed', seen('model_\\w+'), 1),
        atLeast('answers that ended well before', first.answers, ENOUGH.answers),
        atLeast(
          'answers that ended well meanwhile, one a minute',
          meanwhile.answers,
          Math.floor(ms / 60_000),
        ),
        atLeast('answers that ended well afterwards', last.answers, ENOUGH.answers),
        atLeast('uploads afterwards', last.uploads, ENOUGH.uploads),
        ...broken,
      ],
      counts: diary.counts,
    };
  } finally {
    over.abort();
    await database.end();
    await cluster?.close();
    await front.close();
    await model.close();
    gate.shut();
  }
}

const atLeast = (what: string, found: number, least: number): Finding => ({
  what,
  found,
  wanted: `≥ ${least}`,
  good: found >= least,
});

/** @returns of each kind of fault, how often it was made and how often something met it */
async function causeAll(site: Site, plan: Fault[], ms: number, tell: (line: string) => void) {
  const begun = performance.now();
  const met = new Map(plan.map(({ what }) => [what, { times: 0, felt: 0 }]));
  const turns = new Map<string, Promise<void>>();
  const make = async (fault: Fault) => {
    tell(`${fault.what}, ${(fault.forMs / 1_000).toFixed(1)} s`);
    const counted = met.get(fault.what)!;
    counted.times++;
    if (await cause(site, fault)) counted.felt++;
  };
  const all = plan.map(async (fault) => {
    await sleep(fault.atMs);
    const place = placeOf(fault.what);
    const turn = (turns.get(place) ?? Promise.resolve()).then(() => make(fault));
    if (place) turns.set(place, turn);
    await turn;
  });
  await Promise.all(all);
  await sleep(Math.max(0, ms - (performance.now() - begun)));
  return met;
}

/** Prices and budgets, so that money is reserved and spent; and a today that can be ended by hand. */
async function prepare(database: pg.Client): Promise<void> {
  const ready = "select count(*)::integer as n from documents where status = 'ready'";
  const isReady = await until(120_000, async () => (await database.query(ready)).rows[0].n >= DEMO_DOCUMENTS);
  if (!isReady) throw new Error('the demo was not ready in time');
  await database.query(
    `insert into prices (model, effective_from, input_per_million, cached_input_per_million, output_per_million)
     values ('bench', '2020-01-01', 1.1, 0.1, 3.3), ('bench-embedding', '2020-01-01', 0.02, 0.02, 0)`,
  );
  await database.query(
    `insert into budgets (app_id, key_id, cap) select app_id, '', 1000000 from apps
     union all select app_id, key_id, 1000000 from keys`,
  );
  await database.query('update workspaces set time_zone = $1', [LAST_ZONE]);
  // The demo's rows are of the day of another zone.
  await database.query('update ledger set day = day - 1');
}
