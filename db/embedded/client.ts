// The main thread's side of the embedded database: an object with PGlite's interface, for Kysely's PGliteDialect and
// pg-boss's fromPglite, whose calls go to the worker thread.
import { Worker } from 'node:worker_threads';
import type { EmbeddedOptions, EmbeddedRequest } from './worker.ts';

type Row = Record<string, unknown>;
type Result<T> = { rows: T[]; affectedRows?: number; fields: { name: string; dataTypeID: number }[] };
type Operation = Omit<EmbeddedRequest, 'id' | 'operation'>;

type EmbeddedTransaction = {
  query<T = Row>(sql: string, params?: unknown[]): Promise<Result<T>>;
  exec(sql: string): Promise<Result<Row>[]>;
};

export type EmbeddedPostgres = EmbeddedTransaction & {
  readonly ready: true;
  readonly waitReady: Promise<void>;
  readonly closed: boolean;
  transaction<T>(callback: (tx: EmbeddedTransaction) => Promise<T>): Promise<T>;
  listen(channel: string, listener: (payload: string) => void): Promise<() => Promise<void>>;
  /** The data folder as an uncompressed tar, to create further databases from (`template`). */
  dump(): Promise<Uint8Array>;
  /** Resolves if the worker thread ended unexpectedly. */
  lost: Promise<Error>;
  close(): Promise<void>;
};

const BYTEA = 17;
const BYTEA_ARRAY = 1001;

/**
 * Opens an embedded Postgres in a worker thread.
 * @param options dataDir: folder on disk, default: in memory; template: the file of a dump to start from
 * @throws if the folder cannot be opened as a database
 */
export async function openEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: options });
  const waiting = new Map<number, { resolve: (value: any) => void; reject: (error: Error) => void }>();
  const listeners = new Map<string, Set<(payload: string) => void>>();
  let calls = 0;
  let transactions = 0;
  let closed = false;

  let tellLost: (reason: Error) => void;
  const lost = new Promise<Error>((resolve) => (tellLost = resolve));
  const stop = (reason: Error) => {
    if (!closed) tellLost(reason);
    closed = true;
    for (const call of waiting.values()) call.reject(reason);
    waiting.clear();
  };
  const ready = new Promise<void>((resolve, reject) => {
    worker.on('error', (error) => {
      reject(error as Error);
      stop(error as Error);
    });
    worker.on('exit', () => stop(new Error('the embedded database has stopped')));
    worker.on('message', (message) => {
      if (message.ready) return resolve();
      if (message.channel)
        return listeners.get(message.channel)?.forEach((listener) => listener(message.payload));
      const call = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error) call?.reject(Object.assign(new Error(message.error.message), message.error));
      else call?.resolve(message.result);
    });
  });

  const call = (operation: EmbeddedRequest['operation'], details: Operation = {}): Promise<any> =>
    new Promise((resolve, reject) => {
      if (closed) return reject(new Error('the embedded database is closed'));
      waiting.set(++calls, { resolve, reject });
      worker.postMessage({ id: calls, operation, ...details } satisfies EmbeddedRequest);
    });
  const session = (transaction?: string): EmbeddedTransaction => ({
    query: async (sql, params) => withBuffers(await call('query', { transaction, sql, params })),
    exec: async (sql) => (await call('exec', { transaction, sql })).map(withBuffers),
  });

  await ready;
  return {
    ...session(),
    ready: true,
    waitReady: Promise.resolve(),
    get closed() {
      return closed;
    },
    async transaction(callback) {
      const transaction = `t${++transactions}`;
      await call('begin', { transaction });
      try {
        const result = await callback(session(transaction));
        await call('commit', { transaction });
        return result;
      } catch (error) {
        if (!closed) await call('rollback', { transaction });
        throw error;
      }
    },
    async listen(channel, listener) {
      if (!listeners.has(channel)) {
        listeners.set(channel, new Set());
        await call('listen', { channel });
      }
      listeners.get(channel)!.add(listener);
      return async () => {
        const left = listeners.get(channel);
        if (!left?.delete(listener) || left.size > 0) return;
        listeners.delete(channel);
        if (!closed) await call('unlisten', { channel });
      };
    },
    lost,
    dump: () => call('dump'),
    async close() {
      if (closed) return;
      const done = call('close');
      closed = true;
      await done;
      await worker.terminate();
    },
  };
}

/** A Buffer arrives from another thread as a Uint8Array: make bytea the same as in `pg`. */
function withBuffers<T>(result: Result<T>): Result<T> {
  for (const { name, dataTypeID } of result.fields ?? []) {
    if (dataTypeID !== BYTEA && dataTypeID !== BYTEA_ARRAY) continue;
    for (const row of result.rows as Row[]) row[name] = toBuffers(row[name]);
  }
  return result;
}

function toBuffers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toBuffers);
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
}
