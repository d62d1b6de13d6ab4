import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../../../db/database.ts';
import { findApp, type App } from '../../tenancy/app.ts';
import type { Context } from '../../context.ts';
import { sealedTables, type SealedTable } from './places.ts';
import { formOf, seal, unseal } from './seal.ts';

const BATCH = 50;
/** An unreadable file that was written this recently may still be incomplete. */
const STILL_WRITTEN_MS = 15 * 60_000;

/** Values of a column that are not sealed with this version of the app's key. */
const isOld = (column: string, version: number): RawBuilder<boolean> => {
  const form = formOf(version);
  return sql`(length(${sql.ref(column)}) > 0 and substring(${sql.ref(column)} from 1 for ${form.length}::integer) <> ${form}::bytea)`;
};
const anyOld = ({ columns }: SealedTable, version: number) =>
  sql.join(
    Object.keys(columns).map((column) => isOld(column, version)),
    sql` or `,
  );

/** How many rows and files of an app are not sealed with this version of its key. All files are counted. */
export async function countSealedBefore(db: Db, appId: string, version: number): Promise<number> {
  let total = await countBlobs(db, appId);
  for (const table of sealedTables) total += await countOld(db, table, appId, version);
  return total;
}

/**
 * Re-encrypts all of an app's values and files with its current key, in one pass.
 * @param done called with how many more are done
 * @returns how many were left afterwards: locked by someone, or still being written
 */
export async function renewSealed(
  ctx: Context,
  appId: string,
  version: number,
  signal: AbortSignal,
  done: (count: number) => Promise<void>,
): Promise<number> {
  const app = await findApp(ctx, appId);
  if (!app) return 0;
  let left = 0;
  for (const table of sealedTables) {
    await renewRows(ctx.db, table, app, version, signal, done);
    left += await countOld(ctx.db, table, appId, version);
  }
  return left + (await renewBlobs(ctx, app, signal, done));
}

const countOld = async (db: Db, table: SealedTable, appId: string, version: number): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) from ${sql.table(table.table)} where app_id = ${appId} and (${anyOld(table, version)})`.execute(
    db,
  );
  return rows[0]!.count;
};

async function countBlobs(db: Db, appId: string): Promise<number> {
  const { count } = await db
    .selectFrom('blobs')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('app_id', '=', appId)
    .executeTakeFirstOrThrow();
  return count;
}

async function renewRows(
  db: Db,
  table: SealedTable,
  app: App,
  version: number,
  signal: AbortSignal,
  done: (count: number) => Promise<void>,
): Promise<void> {
  const key = sql.join(table.key.map((name) => sql.ref(name)));
  const columns = Object.entries(table.columns);
  const read = sql.join([...table.key, ...columns.map(([name]) => name)].map((name) => sql.ref(name)));
  let after: unknown[] | undefined;
  for (;;) {
    signal.throwIfAborted();
    const count = await db.transaction().execute(async (tx) => {
      const further = after ? sql`and (${key}) > (${sql.join(after)})` : sql``;
      // Locked rows are skipped, so that nobody waits for us while we wait for them.
      const { rows } = await sql<Record<string, any>>`
        select ${read} from ${sql.table(table.table)}
        where app_id = ${app.appId} and (${anyOld(table, version)}) ${further}
        order by ${key} limit ${BATCH} for update skip locked`.execute(tx);
      for (const row of rows) {
        const fresh = columns.flatMap(([name, placeOf]) => {
          const sealed = row[name] as Buffer | null;
          if (!sealed || sealed.length === 0) return [];
          const place = placeOf(app.appId, row);
          return [sql`${sql.ref(name)} = ${renewValue(app, sealed, place, `${table.table}.${name}`)}`];
        });
        const same = table.key.map((name) => sql`${sql.ref(name)} = ${row[name]}`);
        await sql`update ${sql.table(table.table)} set ${sql.join(fresh)}
          where app_id = ${app.appId} and ${sql.join(same, sql` and `)}`.execute(tx);
      }
      after = rows.length > 0 ? table.key.map((name) => rows.at(-1)![name]) : undefined;
      return rows.length;
    });
    if (count > 0) await done(count);
    if (count < BATCH) return;
  }
}

/** @throws if a value was changed in the database: the old key is kept then, and the job's error names the column */
function renewValue({ dataKey }: App, sealed: Buffer, place: string, column: string): Buffer {
  let plain: Buffer;
  try {
    plain = unseal(dataKey, sealed, place);
  } catch (cause) {
    // Not the context: an idempotency key is its sender's own text.
    throw new Error(`a value in ${column} cannot be decrypted`, { cause });
  }
  return seal(dataKey, plain, place);
}

async function renewBlobs(
  ctx: Context,
  app: App,
  signal: AbortSignal,
  done: (count: number) => Promise<void>,
): Promise<number> {
  const { db, blobs, log } = ctx;
  let left = 0;
  for (let after = ''; ;) {
    const rows = await db
      .selectFrom('blobs')
      .select('blob_id')
      .where('app_id', '=', app.appId)
      .where('blob_id', '>', after)
      .orderBy('blob_id')
      .limit(BATCH)
      .execute();
    if (rows.length === 0) return left;
    let renewed = 0;
    for (const { blob_id: blobId } of rows) {
      signal.throwIfAborted();
      const place = { appId: app.appId, blobId, key: app.dataKey };
      const outcome = await blobs.renew(place, (exchange) => whileRecorded(db, app.appId, blobId, exchange));
      if (outcome === 'renewed') renewed++;
      if (outcome !== 'unreadable') continue;
      const written = await blobs.writtenAt(app.appId, blobId);
      if (written && written.getTime() > Date.now() - STILL_WRITTEN_MS) left++;
      else log.warn({ app_id: app.appId, blob_id: blobId }, 'a file cannot be read and was left unchanged');
    }
    if (renewed > 0) await done(renewed);
    after = rows.at(-1)!.blob_id;
  }
}

/** Removing a blob removes its record and then the file once more, so it is not brought back here. */
const whileRecorded = (db: Db, appId: string, blobId: string, exchange: () => Promise<void>) =>
  db.transaction().execute(async (tx) => {
    const held = await tx
      .selectFrom('blobs')
      .select('blob_id')
      .where('app_id', '=', appId)
      .where('blob_id', '=', blobId)
      .forUpdate()
      .executeTakeFirst();
    if (held) await exchange();
  });
