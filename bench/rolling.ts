// A cluster as an operator runs it, whose processes are restarted one by one under load: what became of each request?
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { startProcess } from './processes.ts';
import { ask, DIMENSIONS, startModel } from './stress/model.ts';
import { until } from './stress/setting.ts';

export type Rolled = {
  /** Requests of all kinds. */
  requests: number;
  /** Streams that ended with `end`, and with `error` `server_stopping`. */
  ended: number;
  stopped: number;
  /** Why a request failed, and how often. */
  failed: Map<string, number>;
  /** Documents that were taken, and those of them that are ready in the end. */
  documents: number;
  ready: number;
  /** What the order to restart printed. */
  said: string;
  seconds: number;
};

type Load = {
  /** An empty database. */
  databaseUrl: string;
  /** At least so many; more until the last process has been restarted. */
  requests: number;
  atOnce: number;
  api: number;
  worker: number;
  drainSeconds: number;
  /** One answer of so many requests lasts longer than a process drains. */
  longOneOf: number;
  /** Of the processes, beside what this sets; default: this process's own. */
  environment?: Record<string, string | undefined>;
};

const KEY = `sk_${'rolls'.repeat(8)}`;
const script = new URL('../commands/cluster.ts', import.meta.url).pathname;
/** Of an answer, at one in 10 ms. */
const PIECES = 15;

export async function rollUnderLoad(load: Load): Promise<Rolled> {
  const folder = mkdtempSync(join(tmpdir(), 'docent-roll-'));
  const model = await startModel();
  const environment = {
    ...load.environment,
    PORT: '0',
    DATA_DIR: folder,
    LOG_LEVEL: 'fatal',
    BOOTSTRAP_API_KEY: KEY,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'roll',
    CHAT_MODEL: 'bench',
    EMBEDDING_MODEL: 'bench-embedding',
    EMBEDDING_DIMENSIONS: String(DIMENSIONS),
    DEFAULT_REQUESTS_PER_MINUTE: '0',
    DATABASE_URL: load.databaseUrl,
    DATABASE_POOL: '5',
    ROLES: 'api,worker',
    DRAIN_SECONDS: String(load.drainSeconds),
  };
  const counts = ['--api', String(load.api), '--worker', String(load.worker)];
  const [cluster, [, url]] = await startProcess(script, counts, environment, /API\s+(\S+)[\s\S]*Try it/);
  const database = new pg.Client({ connectionString: load.databaseUrl });
  const agent = new Agent({ keepAlive: true });
  const rolled = { requests: 0, ended: 0, stopped: 0, failed: new Map<string, number>(), documents: 0 };
  const send = (method: string, path: string, body?: object) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const headers = { authorization: `Bearer ${KEY}`, ...(body && { 'content-type': 'application/json' }) };
      const req = request(`${url}${path}`, { method, agent, headers }, (res) => {
        let text = '';
        res.setEncoding('utf8');
        res.on('data', (piece: string) => (text += piece));
        res.on('error', reject);
        res.on('end', () => resolve({ status: res.statusCode!, text }));
      });
      req.on('error', reject);
      req.end(body && JSON.stringify(body));
    });
  async function once(n: number): Promise<string | undefined> {
    if (n % 10 === 9) {
      const text = `Ward ${n} keeps the key of cupboard ${n * 7}.`;
      const { status } = await send('POST', '/documents', { name: `ward-${n}.txt`, text });
      if (status !== 202) return `upload ${status}`;
      rolled.documents++;
    } else if (n % 10 >= 7) {
      const { status } = await send('POST', '/search', { query: `cupboard ${n}` });
      if (status !== 200) return `search ${status}`;
    } else {
      const pieces = n % load.longOneOf === 0 ? (load.drainSeconds + 5) * 100 : PIECES;
      const { status, text } = await send('POST', '/chat', {
        message: ask(`r${n}`, { pieces }),
        stream: true,
      });
      if (status !== 200) return `chat ${status}`;
      const last = text.trimEnd().split('\n\n').at(-1)!;
      if (/^event: end$/m.test(last)) rolled.ended++;
      else if (/^event: error$/m.test(last) && last.includes('"server_stopping"')) rolled.stopped++;
      else return `stream: ${/^event: error$/m.test(last) ? last : 'cut off'}`;
    }
    return undefined;
  }
  try {
    await database.connect();
    const one = async (sql: string) => Number((await database.query(sql)).rows[0].n);
    const isReady = "select count(*) as n from documents where status = 'ready'";
    await until(60_000, async () => (await one(isReady)) >= 3);
    const demo = await one('select count(*) as n from documents');
    const begun = performance.now();
    let rolling = true;
    const order = promisify(execFile)(process.execPath, [script, 'roll'], {
      env: { ...process.env, ...environment },
    }).finally(() => (rolling = false));
    order.catch(() => {});
    const client = async () => {
      while (rolled.requests < load.requests || rolling) {
        const why = await once(rolled.requests++).catch((error: Error) => `${error.name} ${error.message}`);
        if (why) rolled.failed.set(why, (rolled.failed.get(why) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: load.atOnce }, client));
    const said = (await order).stdout;
    const seconds = (performance.now() - begun) / 1_000;
    await until(120_000, async () => (await one(isReady)) >= demo + rolled.documents);
    return { ...rolled, ready: (await one(isReady)) - demo, said, seconds };
  } finally {
    agent.destroy();
    await database.end();
    await cluster.stop();
    await model.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
