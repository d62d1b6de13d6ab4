import type { Context } from '../../../shared/context.ts';
import { listEntries, readEntry } from '../../../shared/privacy/erasures/journal.ts';
import { hashSubject } from '../../../shared/privacy/erasures/subject.ts';

type Entry = { kind: string; id: string | null; salt: string; hash: string; requestedAt: Date };

/** What this installation has erased of an app since it was exported, or before. */
export type Erased = {
  /** The whole app was erased. */
  app: boolean;
  document(id: string): boolean;
  session(session: { session_id: string; end_user_id: string | null; created_at: string }): boolean;
};

/**
 * Asks the journal and the database for erasures in an app, so that an older export does not bring back what was erased.
 * @param appId the app that was exported; of another installation: nothing is known of it
 */
export async function erasedBefore({ db, config }: Context, appId: string): Promise<Erased> {
  const entries = new Map<string, Entry>();
  // Those that are running may not be in the journal yet.
  const rows = await db.selectFrom('erasures').selectAll().where('app_id', '=', appId).execute();
  for (const row of rows)
    entries.set(row.erasure_id, {
      kind: row.kind,
      id: row.kind === 'end_user' ? null : row.subject,
      salt: row.subject_salt,
      hash: row.subject_hash,
      requestedAt: row.requested_at,
    });
  for (const erasureId of await listEntries(config.erasureJournalDir)) {
    const entry = await readEntry(config.erasureJournalDir, erasureId);
    if (entry.app_id === appId)
      entries.set(erasureId, { ...entry, requestedAt: new Date(entry.requested_at) });
  }
  const deleted = await db
    .selectFrom('deleted_apps')
    .select('app_id')
    .where('app_id', '=', appId)
    .executeTakeFirst();
  const of = (kind: string) => [...entries.values()].filter((entry) => entry.kind === kind);
  /** By id where it is known; receipts alone have a hash. */
  const matcher = (kind: string) => {
    const ids = new Set(of(kind).flatMap(({ id }) => id ?? []));
    const hashed = of(kind).filter(({ id }) => id === null);
    return (id: string) =>
      ids.has(id) ||
      hashed.some(({ salt, hash }) => hashSubject(salt, { kind: kind as 'session', appId, id }) === hash);
  };
  const document = matcher('document');
  const session = matcher('session');
  const people = of('end_user');
  const lastErasure = new Map<string, Date | undefined>();
  const erasedAt = (id: string): Date | undefined => {
    if (!lastErasure.has(id)) {
      const found = people.filter(
        ({ salt, hash }) => hashSubject(salt, { kind: 'end_user', appId, id }) === hash,
      );
      lastErasure.set(
        id,
        found.map(({ requestedAt }) => requestedAt).toSorted((a, b) => b.getTime() - a.getTime())[0],
      );
    }
    return lastErasure.get(id);
  };
  return {
    app: deleted !== undefined || of('app').length > 0,
    document,
    // What a person wrote after the erasure is theirs again.
    session: ({ session_id, end_user_id, created_at }) => {
      if (session(session_id)) return true;
      const at = end_user_id === null ? undefined : erasedAt(end_user_id);
      return at !== undefined && new Date(created_at) <= at;
    },
  };
}
