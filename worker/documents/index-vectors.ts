// Builds and fills the HNSW indexes over the vectors of large apps, beside everything else: one partial index for each
// app and generation, on Postgres only. The catalog of the database says which there are.
import pg from 'pg';
import { sql } from 'kysely';
import { isPooled } from '../../db/connect.ts';
import type { Db } from '../../db/database.ts';
import type { Run, Worker } from '../worker.ts';

/** An app with this many chunks gets an index, and loses it with half of them. Below, comparing all is as quick. */
const LINE = 5_000;
/** pgvector indexes no longer vectors of half precision. */
const MOST_DIMENSIONS = 4_000;
/** Rows a statement: a document that is deleted meanwhile waits for one. With an index, each row takes milliseconds. */
const ROWS_BEFORE = 1_000;
const ROWS_AFTER = 50;
/** Any number that nothing else uses. */
const LOCK = 4_207_313;
const LARGEST_MEMORY_MB = 1_024;
/** Twice the default: with it, some questions found another topic's chunks, and none of their own. */
const EF_CONSTRUCTION = 128;
/** Of the graph, beside the vector itself. */
const BYTES_A_ROW = 400;

type Target = { appId: string; generation: number; dimensions: number; chunks: number };
type Index = { name: string; valid: boolean };

/**
 * Gives every large app its index, adds the vectors that are not in it yet, and drops the indexes that nobody needs. It
 * can be killed at any line: an index that was not finished is dropped and built again.
 * @param line number of chunks from which an app gets an index
 */
export async function indexVectors(
  { db, connection: { engine }, log }: Worker,
  { signal }: Run<object>,
  line = LINE,
): Promise<void> {
  // The embedded database has one session: building an index would hold up every question.
  if (engine.kind === 'embedded') return;
  const targets = await findTargets(db, line);
  if (targets.length === 0 && (await readIndexes(db)).length === 0) return;
  // A lock of a session would stay with a connection of the pooler, whoever uses it next.
  if (engine.directUrl === undefined && (await isPooled(engine.pool)))
    return log.warn(
      'large apps are searched without an index: set DATABASE_DIRECT_URL to build it past the pooler',
    );
  // A connection of its own, because CREATE INDEX CONCURRENTLY may take hours and allows no transaction around it.
  const client = new pg.Client({
    connectionString: engine.directUrl ?? engine.url,
    application_name: 'docent-index',
  });
  client.on('error', () => {});
  const end = () => client.connection.stream.destroy();
  try {
    await client.connect();
    signal.addEventListener('abort', end);
    const { rows } = await client.query('select pg_try_advisory_lock($1) as locked', [LOCK]);
    // Another worker is at it, or a server that goes on with a build although its worker has ended.
    if (!rows[0].locked) return;
    const indexes = new Map((await readIndexes(db)).map((index) => [index.name, index]));
    const wanted = new Set(targets.map(nameOf));
    for (const { name, valid } of indexes.values())
      if (!valid || !wanted.has(name)) await drop(db, client, name);
    for (const target of targets) {
      let isThere = indexes.get(nameOf(target))?.valid ?? false;
      if (isThere && (await isMostlyFresh(db, target))) {
        await drop(db, client, nameOf(target));
        isThere = false;
      }
      if (!isThere) await note(db, target, false);
      await markRows(db, target, isThere ? ROWS_AFTER : ROWS_BEFORE, signal);
      if (!isThere) {
        const started = performance.now();
        await build(client, target);
        const ms = Math.round(performance.now() - started);
        log.info({ app_id: target.appId, chunks: target.chunks, ms }, 'built an index of vectors');
      }
      await note(db, target, true);
    }
  } finally {
    signal.removeEventListener('abort', end);
    await client.end().catch(() => {});
  }
}

/** Apps with enough chunks, and their next vectors once an embedding switch has made them all. */
async function findTargets(db: Db, line: number): Promise<Target[]> {
  const { rows } = await sql<Target>`
    with large as (
      select apps.*, total.chunks from apps
      join term_statistics total on total.app_id = apps.app_id and total.term_id = 0
      where total.chunks >= ${line / 2}
    ), generations as (
      select app_id, embedding_generation as generation, embedding_dimensions as dimensions from apps
      union all
      select app_id, generation, dimensions from embedding_switches where status in ('checking', 'ready', 'switching')
    )
    select app_id as "appId", generation, dimensions, chunks from large join generations using (app_id)
    where dimensions <= ${MOST_DIMENSIONS} and (chunks >= ${line} or generation = any(indexed_generations))
    order by chunks, app_id, generation`.execute(db);
  return rows;
}

const PREFIX = 'vectors_';

/** At most 63 bytes; it says whose index it is. */
const nameOf = ({ appId, generation }: Target): string => `${PREFIX}${generation}_${appId}`;

async function readIndexes(db: Db): Promise<Index[]> {
  const { rows } = await sql<Index>`
    select relname as name, indisvalid as valid from pg_index join pg_class on pg_class.oid = indexrelid
    where indrelid = 'vector_index'::regclass and starts_with(relname, ${PREFIX})`.execute(db);
  return rows;
}

async function build(client: pg.Client, target: Target): Promise<void> {
  const { appId, generation, dimensions, chunks } = target;
  const megabytes = Math.ceil((chunks * (2 * dimensions + BYTES_A_ROW) * 1.25) / 1_048_576);
  const name = pg.escapeIdentifier(nameOf(target));
  // A graph that does not fit is finished row by row, many times slower. One process builds it: the others are for
  // questions.
  await client.query(`select set_config('maintenance_work_mem', greatest(
      pg_size_bytes(current_setting('maintenance_work_mem')) / 1048576, ${Math.min(megabytes, LARGEST_MEMORY_MB)}) || 'MB', false),
    set_config('max_parallel_maintenance_workers', '0', false), set_config('statement_timeout', '0', false)`);
  await client.query(`create index concurrently ${name} on vector_index
    using hnsw ((embedding::halfvec(${dimensions})) halfvec_cosine_ops)
    with (ef_construction = ${EF_CONSTRUCTION})
    where app_id = ${pg.escapeLiteral(appId)} and generation = ${generation} and indexed`);
  // The planner's statistics quote values and outlive their rows.
  await client.query(`alter index ${name} alter column 1 set statistics 0`);
}

async function drop(db: Db, client: pg.Client, name: string): Promise<void> {
  const [, generation, appId] = /^vectors_(\d+)_(.+)$/.exec(name) ?? [];
  if (appId) await note(db, { appId, generation: Number(generation) }, false);
  await client.query(`drop index concurrently if exists ${pg.escapeIdentifier(name)}`);
}

/**
 * Whether more rows are new than are in the index. Adding a row takes more than three times what it costs in a build, and
 * so many are compared one by one meanwhile that a search is hardly faster for the index.
 */
async function isMostlyFresh(db: Db, { appId, generation, chunks }: Target): Promise<boolean> {
  const { fresh } = await db
    .selectFrom('vector_index')
    .select(({ fn }) => fn.countAll<number>().as('fresh'))
    .where('app_id', '=', appId)
    .where('generation', '=', generation)
    .where('indexed', '=', false)
    .executeTakeFirstOrThrow();
  return fresh > chunks / 2;
}

/** Marks rows as indexed, which also puts them into the index if there is one. Locked rows are left for the next run. */
async function markRows(
  db: Db,
  { appId, generation }: Target,
  rowsAtOnce: number,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const { numAffectedRows } = await sql`
      update vector_index set indexed = true
      where app_id = ${appId} and generation = ${generation} and chunk_id = any(array(
        select chunk_id from vector_index where app_id = ${appId} and generation = ${generation} and not indexed
        limit ${sql.lit(rowsAtOnce)} for update skip locked))`.execute(db);
    if (Number(numAffectedRows ?? 0) === 0) return;
  }
}

/** Notes whether searches may use the index. One that does meanwhile is exact, only slower. */
async function note(
  db: Db,
  { appId, generation }: Pick<Target, 'appId' | 'generation'>,
  usable: boolean,
): Promise<void> {
  const change = sql.id(usable ? 'array_append' : 'array_remove');
  await db
    .updateTable('apps')
    .set({ indexed_generations: sql`${change}(indexed_generations, ${generation}::integer)` })
    .where('app_id', '=', appId)
    .where(sql<boolean>`(${generation} = any(indexed_generations)) <> ${usable}`)
    .execute();
}
