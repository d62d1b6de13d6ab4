// Chunks as rows that a statement selects from: a parameter a column, so that the statement is the same for any number.
import { sql, type RawBuilder } from 'kysely';
import { arrayOf } from '../../../db/array-of.ts';
import type { Connection } from '../../../db/connect.ts';
import { toSparsevecs } from '../../../shared/retrieval/to-vector.ts';
import type { PreparedChunk } from '../compute/operations.ts';

/** A chunk that becomes a row of its document. */
export type NewChunk = { chunkId: string; documentId: string; chunk: PreparedChunk };

type Columns = Record<string, RawBuilder<unknown>>;

/** Rows `given` with the columns of `chunks`, but `app_id`. */
export const textRows = (connection: Connection, chunks: NewChunk[]): RawBuilder<unknown> =>
  rowsOf({ ...keyColumns(connection, chunks), ...textColumns(connection, chunks) }, [
    headingsOf(connection, chunks),
  ]);

/** Rows `given` with the columns of `lexical_index`, but `app_id`. */
export const wordRows = async (connection: Connection, chunks: NewChunk[]): Promise<RawBuilder<unknown>> =>
  rowsOf({ ...keyColumns(connection, chunks), ...(await wordColumns(connection, chunks)) }, [
    termsOf(connection, chunks),
  ]);

/**
 * Rows `given` with the columns of both.
 * @param more further columns
 */
export const stagedRows = async (
  connection: Connection,
  chunks: NewChunk[],
  more: Columns,
): Promise<RawBuilder<unknown>> =>
  rowsOf(
    {
      ...keyColumns(connection, chunks),
      ...textColumns(connection, chunks),
      ...(await wordColumns(connection, chunks)),
      ...more,
    },
    [headingsOf(connection, chunks), termsOf(connection, chunks)],
  );

/** A column whose values are lists of different lengths: all of them in one list, and where each begins and ends. */
type ListColumn = {
  name: string;
  all: RawBuilder<unknown>;
  from: RawBuilder<unknown>;
  to: RawBuilder<unknown>;
};

function rowsOf(columns: Columns, lists: ListColumn[]): RawBuilder<unknown> {
  const bounds = lists.flatMap(({ name, from, to }) => [
    [`${name}_from`, from] as const,
    [`${name}_to`, to] as const,
  ]);
  const all = [...Object.entries(columns), ...bounds];
  const names = sql.join(all.map(([name]) => sql.ref(name)));
  const values = sql.join(all.map(([, value]) => value));
  const parts = lists.map(
    ({ name, all }) =>
      sql`, (${all})[${sql.ref(`${name}_from`)}:${sql.ref(`${name}_to`)}] as ${sql.ref(name)}`,
  );
  return sql`lateral (select each.*${sql.join(parts, sql``)} from unnest(${values}) as each (${names})) given`;
}

function listColumn<T extends string | number>(
  connection: Connection,
  name: string,
  type: 'text' | 'integer',
  lists: ArrayLike<T>[],
): ListColumn {
  const from: number[] = [];
  const to: number[] = [];
  const all: T[] = [];
  for (const list of lists) {
    from.push(all.length + 1);
    for (let i = 0; i < list.length; i++) all.push(list[i]!);
    to.push(all.length);
  }
  return {
    name,
    all: arrayOf(connection, type, all),
    from: arrayOf(connection, 'integer', from),
    to: arrayOf(connection, 'integer', to),
  };
}

const headingsOf = (connection: Connection, chunks: NewChunk[]) =>
  listColumn(
    connection,
    'headings',
    'text',
    chunks.map(({ chunk }) => chunk.headings),
  );

const termsOf = (connection: Connection, chunks: NewChunk[]) =>
  listColumn(
    connection,
    'terms',
    'integer',
    chunks.map(({ chunk }) => chunk.terms.ids),
  );

const keyColumns = (connection: Connection, chunks: NewChunk[]): Columns => ({
  document_id: arrayOf(
    connection,
    'text',
    chunks.map(({ documentId }) => documentId),
  ),
  chunk_id: arrayOf(
    connection,
    'text',
    chunks.map(({ chunkId }) => chunkId),
  ),
});

function textColumns(connection: Connection, chunks: NewChunk[]): Columns {
  const text = (of: (chunk: PreparedChunk) => string | null) =>
    arrayOf(
      connection,
      'text',
      chunks.map(({ chunk }) => of(chunk)),
    );
  const integer = (of: (chunk: PreparedChunk) => number | null) =>
    arrayOf(
      connection,
      'integer',
      chunks.map(({ chunk }) => of(chunk)),
    );
  return {
    ordinal: integer((chunk) => chunk.ordinal),
    text: text((chunk) => chunk.text),
    table_header: text((chunk) => chunk.tableHeader),
    page: integer((chunk) => chunk.page),
    ocr: arrayOf(
      connection,
      'boolean',
      chunks.map(({ chunk }) => chunk.ocr ?? false),
    ),
    span_start: integer((chunk) => chunk.start),
    span_end: integer((chunk) => chunk.end),
    tokens: integer((chunk) => chunk.tokens),
  };
}

const wordColumns = async (connection: Connection, chunks: NewChunk[]): Promise<Columns> => ({
  lexical: await toSparsevecs(
    connection,
    chunks.map(({ chunk }) => chunk.terms),
  ),
});
