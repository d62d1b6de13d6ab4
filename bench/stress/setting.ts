// The setting of a stress test: Docent as real processes on its own Postgres database, and a model server here.
import { once } from 'node:events';
import { readdirSync, readlinkSync, rmSync, mkdtempSync } from 'node:fs';
import { Agent, request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createDatabase } from '../database.ts';
import { startProcess, type Process } from '../processes.ts';
import { ask, DIMENSIONS, startModel, type Model } from './model.ts';

/** A line of the table: what was counted and the expected value; an upper limit if `most` is set. */
export type Finding = { what: string; found: number | string; wanted: number | string; good: boolean };
export const exactly = (what: string, found: number, wanted: number): Finding => ({
  what,
  found,
  wanted,
  good: found === wanted,
});
export const atMost = (what: string, found: number, most: number): Finding => ({
  what,
  found: Math.round(found),
  wanted: `≤ ${most}`,
  good: found <= most,
});

export type Setting = {
  url: string;
  key: string;
  model: Model;
  database: pg.Client;
  pid(): number;
  /** The first column of the first row. */
  one(sql: string): Promise<number>;
  /** kill -9 and restart of the API; its address changes. */
  crash(): Promise<void>;
  close(): Promise<void>;
};

const DEMO_DOCUMENTS = 3;
const KEY = `sk_${'press'.repeat(8)}`;
const main = new URL('../../main.ts', import.meta.url).pathname;

/** @param given environment for the API and the worker, or a function of the database's address */
export async function openSetting(
  given: Record<string, string> = {},
  reach = (url: string) => url,
): Promise<Setting> {
  const server = process.env['BENCH_DATABASE_URL'];
  if (!server) throw new Error('BENCH_DATABASE_URL is missing: a Postgres server with pgvector.');
  const folder = mkdtempSync(join(tmpdir(), 'docent-stress-'));
  const model = await startModel();
  const direct = await createDatabase(server);
  const env = {
    PORT: '0',
    DATA_DIR: folder,
    LOG_LEVEL: 'fatal',
    BOOTSTRAP_API_KEY: KEY,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'stress',
    CHAT_MODEL: 'bench',
    EMBEDDING_MODEL: 'bench-embedding',
    EMBEDDING_DIMENSIONS: String(DIMENSIONS),
    DEFAULT_REQUESTS_PER_MINUTE: '0',
    DATABASE_URL: reach(direct),
    ...given,
  };
  const startApi = () => startProcess(main, [], { ...env, ROLES: 'api' }, /API\s+(\S+)[\s\S]*\n\n/);
  const [worker] = await startProcess(main, [], { ...env, ROLES: 'worker' }, /worker is running/);
  let [api, [, url]]: [Process, RegExpMatchArray, string] = await startApi();
  const database = new pg.Client({ connectionString: direct });
  await database.connect();
  const setting: Setting = {
    get url() {
      return url!;
    },
    key: KEY,
    model,
    database,
    pid: () => api.pid,
    one: async (sql) => Number(Object.values((await database.query(sql)).rows[0])[0]),
    async crash() {
      api.child.kill('SIGKILL');
      await once(api.child, 'exit');
      [api, [, url]] = await startApi();
    },
    async close() {
      await database.end();
      await api.stop();
      await worker.stop();
      await model.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  // Questions are answered from the demo documents.
  const ready = "select count(*) from documents where status = 'ready'";
  if (!(await until(60_000, async () => (await setting.one(ready)) >= DEMO_DOCUMENTS)))
    throw new Error('the demo was not ready within a minute');
  await each(40, 20, async (n) => (await chat(setting, `w${n}`)).whole);
  if (model.calls.size < 40) throw new Error('the model was not asked: nothing relevant was found');
  model.calls.clear();
  return setting;
}

export type Chat = {
  text: string;
  events: string[];
  /** Resolves when the connection has ended, in any way. */
  whole: Promise<void>;
  abort(): void;
  response: IncomingMessage;
};

const agent = new Agent({ keepAlive: false });

/** Starts a streamed chat whose end user is its id. @throws if it is refused or the connection breaks before */
export function chat(
  { url, key }: Pick<Setting, 'url' | 'key'>,
  id: string,
  how: { cut?: number; stall?: true } = {},
): Promise<Chat> {
  return new Promise((resolve, reject) => {
    const req = request(
      `${url}/chat`,
      {
        method: 'POST',
        agent,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      },
      (response) => {
        let buffer = '';
        const one: Chat = {
          text: '',
          events: [],
          response,
          abort: () => req.destroy(),
          whole: new Promise((done) => response.on('close', done)),
        };
        response.on('error', () => {});
        if (response.statusCode !== 200) {
          response.resume();
          return reject(new Error(`chat answered ${response.statusCode}`));
        }
        resolve(one);
        if (how.stall) return;
        response.setEncoding('utf8');
        response.on('data', (piece: string) => {
          const frames = (buffer + piece).split('\n\n');
          buffer = frames.pop()!;
          for (const frame of frames) {
            const event = /^event: (.*)$/m.exec(frame)?.[1];
            if (!event) continue;
            one.events.push(event);
            if (event === 'message') one.text += JSON.parse(/^data: (.*)$/m.exec(frame)![1]!).content;
          }
        });
      },
    );
    req.on('error', reject);
    req.end(JSON.stringify({ message: ask(id, how), stream: true, end_user_id: id }));
  });
}

/** Runs something a number of times, a few in parallel. */
export async function each(times: number, atOnce: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < times) await work(next++);
    }),
  );
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** @returns whether it became true in time */
export async function until(ms: number, probe: () => Promise<boolean> | boolean): Promise<boolean> {
  const end = performance.now() + ms;
  while (!(await probe())) {
    if (performance.now() > end) return false;
    await sleep(100);
  }
  return true;
}

/** Open sockets of a process. */
export const sockets = (pid: number): number =>
  readdirSync(`/proc/${pid}/fd`).filter((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith('socket:');
    } catch {
      return false;
    }
  }).length;

/** Questions that reached the model and do not have exactly one settled ledger row. */
export async function unsettled(setting: Setting): Promise<number> {
  const { rows } = await setting.database.query(
    `select end_user_id as id, count(*) filter (where ledger.status = 'settled') as settled, count(*) as calls
     from sessions join messages using (app_id, session_id)
       join ledger on ledger.app_id = messages.app_id and ledger.message_id = messages.message_id and kind = 'chat'
     where role = 'assistant' group by 1`,
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return [...setting.model.calls.keys()].filter((id) => {
    const row = found.get(id);
    return !row || Number(row.settled) !== 1 || Number(row.calls) !== 1;
  }).length;
}

export const OPEN_ROWS = "select count(*) as n from ledger where status = 'open'";
export const STREAMING = "select count(*) as n from messages where status = 'streaming'";
