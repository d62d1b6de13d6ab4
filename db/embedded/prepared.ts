// Statements of the embedded database that come again and again: parsed and planned once, and then sent in one message.
// PGlite's `query` parses and plans each anew, and sends six messages that it awaits one by one.
import { parse, protocol, type PGlite, type Results } from '@electric-sql/pglite';
import { LRUCache } from 'lru-cache';

const { serialize } = protocol;

type Answer = Awaited<ReturnType<PGlite['execProtocolStream']>>;
/** types: of the parameters; fields: the message that names the columns, if there are any. */
type Prepared = { name: string; types: number[]; fields: Answer };

/** A plan takes up to some hundred kilobytes of the database's memory. */
const MOST_PREPARED = 200;
const MOST_SEEN = 2_000;
/** Characters. A longer one has a list of values in it, which will not come again. */
const LONGEST = 20_000;
/** After it, a statement may return other columns. */
const CHANGES_SCHEMA = /\b(alter|create|drop)\b/i;
/** It does return other columns, because a change was undone; or somebody has closed it. */
const STALE = new Set(['0A000', '26000']);

export type Statements = {
  /** Whether a statement comes at least for the second time, so that it is worth preparing. */
  isRepeated(sql: string): boolean;
  /**
   * Runs a statement, as PGlite's `query` does.
   * @throws DatabaseError
   */
  query(sql: string, params: unknown[]): Promise<Results<unknown>>;
  /** Notes what was run in another way. */
  noteRun(sql: string): void;
};

/** @param db used for nothing else while one of them runs (`runExclusive`) */
export function prepareStatements(db: PGlite): Statements {
  let names = 0;
  const seen = new LRUCache<string, true>({ max: MOST_SEEN });
  const forgotten: string[] = [];
  const prepared = new LRUCache<string, Prepared>({
    max: MOST_PREPARED,
    dispose: ({ name }) => forgotten.push(name),
  });
  const send = (...messages: Uint8Array[]): Promise<Answer> =>
    db.execProtocolStream(Buffer.concat([...messages, serialize.sync()]), { syncToFs: false });

  async function prepare(sql: string): Promise<Prepared> {
    const name = `s${++names}`;
    const closed = forgotten.splice(0).map((old) => serialize.close({ type: 'S', name: old }));
    const answer = await send(
      ...closed,
      serialize.parse({ name, text: sql }),
      serialize.describe({ type: 'S', name }),
    );
    const fields = answer.filter((message) => message.name === 'rowDescription');
    const one = { name, types: parse.parseDescribeStatementResults(answer), fields };
    prepared.set(sql, one);
    return one;
  }

  const noteRun = (sql: string) => {
    if (CHANGES_SCHEMA.test(sql)) prepared.clear();
  };

  async function run(sql: string, params: unknown[]): Promise<Results<unknown>> {
    const { name, types, fields } = prepared.get(sql) ?? (await prepare(sql));
    const values = params.map((value, place) => {
      if (value === null || value === undefined) return null;
      const serializer = db.serializers[types[place]!];
      return serializer ? serializer(value) : (value as { toString(): string }).toString();
    });
    const answer = await send(serialize.bind({ statement: name, values }), serialize.execute({}));
    noteRun(sql);
    return parse.parseResults([...fields, ...answer], db.parsers)[0]!;
  }

  return {
    isRepeated(sql) {
      if (sql.length > LONGEST) return false;
      if (seen.get(sql)) return true;
      seen.set(sql, true);
      return false;
    },
    async query(sql, params) {
      try {
        return await run(sql, params);
      } catch (error) {
        if (!STALE.has((error as { code?: string }).code ?? '')) throw error;
        prepared.delete(sql);
        if (db.isInTransaction()) throw error;
        return run(sql, params);
      }
    },
    noteRun,
  };
}
