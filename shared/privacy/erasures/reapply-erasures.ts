import { sql } from 'kysely';
import { anyOf } from '../../../db/any-of.ts';
import type { Db, Tx } from '../../../db/database.ts';
import type { Config } from '../../platform/config.ts';
import type { Log } from '../../platform/log.ts';
import type { Queue } from '../../platform/queue.ts';
import { listEntries, readEntry, type JournalEntry } from './journal.ts';
import { openErasure } from './open-erasure.ts';
import { hashSubject } from './subject.ts';

type Reapplied = { config: Config; db: Db; queue: Queue; log: Log };

/**
 * Erases again what a restored backup has brought back, before anything is served: every erasure in the journal that
 * this database does not know. The rows are gone when this resolves; files and receipt follow by the job.
 */
export async function reapplyErasures({ config, db, queue, log }: Reapplied): Promise<number> {
  const recorded = await listEntries(config.erasureJournalDir);
  if (recorded.length === 0) return 0;
  const known = await db
    .selectFrom('erasures')
    .select('erasure_id')
    .where('erasure_id', '=', anyOf(recorded))
    .execute();
  const knownIds = new Set(known.map((row) => row.erasure_id));
  const unknown = recorded.filter((id) => !knownIds.has(id));
  for (const erasure_id of unknown) {
    const entry = await readEntry(config.erasureJournalDir, erasure_id);
    const id = entry.id ?? (await findPerson(db, entry)) ?? '';
    await db.transaction().execute((tx) => eraseAgain(queue, tx, entry, id));
  }
  if (unknown.length > 0)
    log.warn({ count: unknown.length }, 'this database is older than some erasures; they were applied again');
  return unknown.length;
}

async function eraseAgain(queue: Reapplied['queue'], tx: Tx, entry: JournalEntry, id: string): Promise<void> {
  const { erasure_id: erasureId, app_id: appId, workspace_id: workspaceId, kind, salt, hash } = entry;
  // Two processes may start at the same time.
  await sql`select pg_advisory_xact_lock(hashtext(${erasureId}))`.execute(tx);
  const known = await tx
    .selectFrom('erasures')
    .select('erasure_id')
    .where('app_id', '=', appId)
    .where('erasure_id', '=', erasureId)
    .executeTakeFirst();
  if (known) return;
  const requestedAt = new Date(entry.requested_at);
  const subject = { appId, workspaceId, kind, id };
  await openErasure(queue, tx, subject, 'restore', { erasureId, requestedAt, salt });
  await tx
    .updateTable('erasures')
    .set({ subject_hash: hash })
    .where('app_id', '=', appId)
    .where('erasure_id', '=', erasureId)
    .execute();
}

/** The end user behind a salted hash, if this database has data about them. */
async function findPerson(
  db: Db,
  { app_id: appId, kind, salt, hash }: JournalEntry,
): Promise<string | undefined> {
  const rows = await db
    .selectFrom('sessions')
    .select('end_user_id')
    .distinct()
    .where('app_id', '=', appId)
    .where('end_user_id', 'is not', null)
    .execute();
  return rows.map((row) => row.end_user_id!).find((id) => hashSubject(salt, { kind, appId, id }) === hash);
}
