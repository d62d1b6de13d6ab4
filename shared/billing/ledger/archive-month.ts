import { createReadStream, createWriteStream, mkdirSync, readdirSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import { REPRICE_LOCK } from './reprice.ts';
import { anyOf } from '../../../db/any-of.ts';
import type { Db } from '../../../db/database.ts';

const BATCH_SIZE = 2_000;

/** The reason why a month cannot be archived. */
export class RefusedMonth extends Error {
  constructor(month: string, reason: string) {
    super(`${month} stays in the ledger: ${reason}.`);
  }
}

type Options = { month: string; folder: string; batchSize?: number; signal?: AbortSignal };

/**
 * Moves a month's ledger rows into NDJSON files. Usage, budgets and invoices do not change: the month is in the daily
 * aggregate and on its invoices. May be killed and run again: a file is complete once it has its name, and only rows
 * in a complete file are deleted.
 * @param options month: YYYY-MM
 * @returns how many rows were deleted
 * @throws RefusedMonth if the month is not closed
 */
export async function archiveMonth(db: Db, { month, folder, batchSize, signal }: Options): Promise<number> {
  const size = batchSize ?? BATCH_SIZE;
  mkdirSync(folder, { recursive: true });
  let deleted = 0;
  for (const file of filesOf(folder, month))
    deleted += await deleteRows(db, join(folder, file), size, signal);
  while (await holdsRows(db, month)) {
    await requireClosed(db, month);
    const file = join(folder, `ledger-${month}-${filesOf(folder, month).length + 1}.ndjson`);
    await exportRows(db, month, file, size, signal);
    deleted += await deleteRows(db, file, size, signal);
  }
  return deleted;
}

/** Months before this one (YYYY-MM) with rows in the ledger, oldest first. */
export async function findMonths(db: Db, before: string): Promise<string[]> {
  const { rows } = await sql<{ month: string }>`
    select distinct to_char(day, 'YYYY-MM') as month from ledger where day < ${`${before}-01`}::date order by 1`.execute(
    db,
  );
  return rows.map(({ month }) => month);
}

/** Complete files of a month, in the order they were written. */
const filesOf = (folder: string, month: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith(`ledger-${month}-`) && name.endsWith('.ndjson'))
    .sort((one, other) => one.length - other.length || (one < other ? -1 : 1));

const within = (month: string) =>
  sql`day >= ${`${month}-01`}::date and day < (${`${month}-01`}::date + interval '1 month')::date`;

async function holdsRows(db: Db, month: string): Promise<boolean> {
  const { rows } = await sql`select 1 from ledger where ${within(month)} limit 1`.execute(db);
  return rows.length > 0;
}

/** A month is closed when it has ended, all of it is settled and aggregated, and its cost is on invoices. */
async function requireClosed(db: Db, month: string): Promise<void> {
  const { rows } = await sql<{ recent: boolean; open: number; late: number; unbilled: number }>`
    select (${`${month}-01`}::date + interval '1 month')::date > current_date - 92 as recent,
      (select count(*) from ledger where status = 'open' and ${within(month)}) as open,
      (select count(*) from ledger where status = 'settled' and not aggregated and ${within(month)}) as late,
      (select count(*) from (
        select app_id, model, sum(requests) as requests, sum(input_tokens) as input_tokens,
          sum(output_tokens) as output_tokens, sum(unpriced_tokens) as unpriced_tokens, coalesce(sum(cost), 0) as cost
        from usage_daily join billed_apps using (app_id) where ${within(month)} group by app_id, model
        except
        select billed_app_id, model, sum(requests), sum(input_tokens), sum(output_tokens), sum(unpriced_tokens), sum(amount)
        from invoice_lines where kind = 'usage' and month = ${`${month}-01`}::date group by billed_app_id, model
      ) missing) as unbilled`.execute(db);
  const { recent, open, late, unbilled } = rows[0]!;
  if (recent) throw new RefusedMonth(month, 'it ended less than three months ago and may still be re-priced');
  if (open > 0) throw new RefusedMonth(month, `${open} model calls are open. Let a worker settle them first`);
  if (late > 0)
    throw new RefusedMonth(
      month,
      `${late} rows are not aggregated. Run the aggregation first (panel, Usage)`,
    );
  if (unbilled > 0)
    throw new RefusedMonth(month, 'not all of it is invoiced yet. Wait for the next invoices');
}

/** Writes the month's rows. The file gets its name when it is completely on disk. */
async function exportRows(db: Db, month: string, file: string, size: number, signal?: AbortSignal) {
  const part = `${file}.part`;
  await pipeline(Readable.from(linesOf(db, month, size)), createWriteStream(part), { signal });
  await sync(part);
  await rename(part, file);
}

async function* linesOf(db: Db, month: string, size: number): AsyncGenerator<string> {
  let [appId, usageId] = ['', ''];
  for (;;) {
    const { rows } = await sql<{ app_id: string; usage_id: string; line: string }>`
      select app_id, usage_id, to_jsonb(ledger)::text as line from ledger
      where ${within(month)} and (app_id, usage_id) > (${appId}, ${usageId})
      order by app_id, usage_id limit ${size}`.execute(db);
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(({ line }) => `${line}\n`).join('');
    ({ app_id: appId, usage_id: usageId } = last);
  }
}

async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.sync();
  await handle.close();
}

/** Deletes the rows of a complete file, while no re-pricing is correcting them. */
async function deleteRows(db: Db, file: string, size: number, signal?: AbortSignal): Promise<number> {
  let deleted = 0;
  let batch: { app_id: string; usage_id: string }[] = [];
  const flush = async () => {
    signal?.throwIfAborted();
    await db.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock_shared(${REPRICE_LOCK}::bigint)`.execute(tx);
      for (const [appId, calls] of Map.groupBy(batch, (row) => row.app_id)) {
        const { numDeletedRows } = await tx
          .deleteFrom('ledger')
          .where('app_id', '=', appId)
          .where('usage_id', '=', anyOf(calls.map((row) => row.usage_id)))
          .where('aggregated', '=', true)
          .executeTakeFirst();
        deleted += Number(numDeletedRows);
      }
    });
    batch = [];
  };
  for await (const line of createInterface({ input: createReadStream(file) })) {
    batch.push(JSON.parse(line));
    if (batch.length >= size) await flush();
  }
  if (batch.length > 0) await flush();
  return deleted;
}
