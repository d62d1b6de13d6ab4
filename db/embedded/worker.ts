// PGlite in a worker thread: in the main thread its WebAssembly blocked the event loop for seconds. One message is
// one operation; two promises keep a transaction open between messages.
import { openAsBlob } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite, types, type Results, type Transaction } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { prepareStatements } from './prepared.ts';

export type EmbeddedRequest = {
  id: number;
  operation: 'query' | 'exec' | 'begin' | 'commit' | 'rollback' | 'listen' | 'unlisten' | 'dump' | 'close';
  transaction?: string;
  sql?: string;
  params?: unknown[];
  channel?: string;
};
export type EmbeddedOptions = { dataDir?: string; template?: string };

const { dataDir, template } = workerData as EmbeddedOptions;
const port = parentPort!;

const db = await PGlite.create({
  dataDir,
  loadDataDir: template ? await openAsBlob(template) : undefined,
  extensions: { vector },
  parsers: { [types.DATE]: (value) => value },
  // PGlite starts with -F (no fsync) by default; documents must be safe on disk. Its buffers (-B, in pages of 8 kB) are
  // memory from the start, used or not: 64 MB instead of 128, and 16 for a database that is in memory anyway.
  startParams: dataDir
    ? [...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'), '-B', '8192']
    : [...PGlite.defaultStartParams, '-B', '2048'],
});

const statements = prepareStatements(db);

type Open = { tx: Transaction; settle: (commit: boolean) => void; done: Promise<unknown> };
const open = new Map<string, Open>();
const listening = new Map<string, () => Promise<void>>();

const target = ({ transaction }: EmbeddedRequest) => {
  if (!transaction) return db;
  const found = open.get(transaction);
  if (!found) throw new Error('the transaction has ended');
  return found.tx;
};

function begin(transaction: string): Promise<void> {
  return new Promise((begun, failed) => {
    const entry = {} as Open;
    entry.done = db.transaction(async (tx) => {
      const commit = await new Promise<boolean>((settle) => {
        open.set(transaction, Object.assign(entry, { tx, settle }));
        begun();
      });
      if (!commit) await tx.rollback();
    });
    entry.done.catch(failed);
  });
}

async function end(transaction: string, commit: boolean): Promise<void> {
  const found = open.get(transaction);
  if (!found) return;
  open.delete(transaction);
  found.settle(commit);
  await found.done;
}

async function query(request: EmbeddedRequest): Promise<Results<unknown>> {
  const { transaction, sql = '', params = [] } = request;
  const of = target(request);
  if (!statements.isRepeated(sql)) {
    const results = await of.query(sql, params);
    statements.noteRun(sql);
    return results;
  }
  const prepared = () => db.runExclusive(() => statements.query(sql, params));
  if (transaction) return prepared();
  const results = await db._runExclusiveTransaction(prepared);
  await db.syncToFs();
  return results;
}

async function run(request: EmbeddedRequest): Promise<unknown> {
  const { operation, sql = '', transaction = '', channel = '' } = request;
  if (operation === 'query') {
    const { rows, affectedRows, fields } = await query(request);
    return { rows, affectedRows, fields };
  }
  if (operation === 'exec') {
    const results = await target(request).exec(sql);
    statements.noteRun(sql);
    return results;
  }
  if (operation === 'begin') return begin(transaction);
  if (operation === 'commit') return end(transaction, true);
  if (operation === 'rollback') return end(transaction, false);
  if (operation === 'dump') return new Uint8Array(await (await db.dumpDataDir('none')).arrayBuffer());
  if (operation === 'listen')
    return void listening.set(
      channel,
      await db.listen(channel, (payload) => port.postMessage({ channel, payload })),
    );
  if (operation === 'unlisten') {
    await listening.get(channel)?.();
    return void listening.delete(channel);
  }
  await db.close();
}

/** An error's own fields are lost in a message; these are the ones that Postgres clients use. */
function plain(error: unknown) {
  const source = error as Record<string, unknown>;
  const fields = [
    'message',
    'code',
    'detail',
    'constraint',
    'table',
    'column',
    'severity',
    'hint',
    'position',
    'schema',
  ];
  return Object.fromEntries(fields.map((field) => [field, source[field]]));
}

const answer = async (request: EmbeddedRequest): Promise<void> => {
  try {
    port.postMessage({ id: request.id, result: await run(request) });
  } catch (error) {
    port.postMessage({ id: request.id, error: plain(error) });
  }
};
port.on('message', (request: EmbeddedRequest) => void answer(request));
port.postMessage({ ready: true });
