// A Docent, or a service that it is compared with, as a process of a benchmark.
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase } from './database.ts';
import { startProcess, type Process } from './processes.ts';

/** Of the vectors that the model server of the benchmarks returns. */
export const DIMENSIONS = 384;
const KEY = `sk_${'bench'.repeat(8)}`;
export const headers = { authorization: `Bearer ${KEY}` };
const here = (name: string) => new URL(name, import.meta.url).pathname;

export type Started = { url: string; process: Process; folder?: string };

/**
 * Starts a Docent with one app, whose key is in `headers`.
 * @param of main: its program, default this checkout's; server: a Postgres server on which it gets a database, or database: one
 *   that is there; default embedded
 */
export async function startDocent(of: {
  modelPort: string;
  main?: string;
  server?: string;
  database?: string;
}): Promise<Started> {
  const database = of.database ?? (of.server && (await createDatabase(of.server)));
  const folder = mkdtempSync(join(tmpdir(), 'docent-bench-'));
  const [process, [, url]] = await startProcess(
    of.main ?? here('../main.ts'),
    [],
    {
      PORT: '0',
      DATA_DIR: folder,
      ROLES: 'api,worker',
      LOG_LEVEL: 'warn',
      DEFAULT_REQUESTS_PER_MINUTE: '0',
      BOOTSTRAP_API_KEY: KEY,
      OPENAI_BASE_URL: `http://127.0.0.1:${of.modelPort}/v1`,
      CHAT_MODEL: 'bench',
      EMBEDDING_MODEL: 'bench-embedding',
      EMBEDDING_DIMENSIONS: `${DIMENSIONS}`,
      ...(database && { DATABASE_URL: database }),
    },
    /API\s+(\S+)[\s\S]*Try it/,
  );
  return { url: url!, process, folder };
}

/** The peer of bench/peers needs Postgres, and its own packages. @returns why it cannot be started, if so */
export function missingPeer(server: string | undefined): string | undefined {
  if (!server) return 'The peer with LangChain.js needs BENCH_DATABASE_URL.';
  if (existsSync(here('peers/node_modules'))) return undefined;
  return 'The peer with LangChain.js needs its packages: npm install --prefix bench/peers';
}

/** Starts the chat with express, LangChain.js and pgvector of bench/peers, on a database of its own. */
export async function startPeer(of: { modelPort: string; server: string }): Promise<Started> {
  const database = await createDatabase(of.server);
  const [process, [, port]] = await startProcess(
    here('peers/langchain.js'),
    [of.modelPort, database],
    {},
    /^(\d+)$/m,
  );
  return { url: `http://127.0.0.1:${port}`, process };
}

/** Uploads texts with the key in the headers, and waits until they are ready. @returns number of chunks */
export async function uploadAll(
  url: string,
  headers: Record<string, string>,
  texts: string[],
): Promise<number> {
  const form = new FormData();
  for (const [place, text] of texts.entries()) form.append('file', new Blob([text]), `document-${place}.md`);
  const uploaded = await fetch(`${url}/documents`, { method: 'POST', headers, body: form });
  if (uploaded.status !== 202) throw new Error(await uploaded.text());
  for (;;) {
    const { documents: rows } = await (await fetch(`${url}/documents?per_page=100`, { headers })).json();
    const failed = rows.find((row: any) => row.status === 'failed');
    if (failed) throw new Error(failed.error);
    if (rows.every((row: any) => row.status === 'ready'))
      return rows.reduce((sum: number, row: any) => sum + row.chunk_count, 0);
    await new Promise((done) => setTimeout(done, 200));
  }
}
