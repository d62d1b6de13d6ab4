import { sql } from 'kysely';
import { anyOf } from '../../../db/any-of.ts';
import type { Db } from '../../../db/database.ts';
import { storeEntries, type Traces } from '../stores.ts';

export type ErasureSubjects = {
  document_id?: string | undefined;
  session_id?: string | undefined;
  end_user_id?: string | undefined;
};
export type ErasurePreview = { removed: Record<string, number>; emptied: Record<string, number> };

/**
 * Counts what erasures of these would remove, by the conditions that remove it. Nothing is changed.
 * @returns rows by store: removed, and kept without their text
 */
export async function previewErasure(
  db: Db,
  appId: string,
  subjects: ErasureSubjects,
): Promise<ErasurePreview> {
  const traces = await tracesOf(db, appId, subjects);
  const counted = storeEntries.flatMap(([table, { rows, text }]) => [
    ...(rows ? [count(`removed ${table}`, table, appId, rows(traces))] : []),
    // A row that goes is not counted as one that stays.
    ...(text
      ? [
          count(
            `emptied ${table}`,
            table,
            appId,
            rows ? sql`(${text.rows(traces)}) and not coalesce(${rows(traces)}, false)` : text.rows(traces),
          ),
        ]
      : []),
  ]);
  const { rows } = await sql<Record<string, number>>`select ${sql.join(counted)}`.execute(db);
  const of = (what: string) =>
    Object.fromEntries(
      Object.entries(rows[0]!).flatMap(([name, number]) =>
        name.startsWith(what) && number > 0 ? [[name.slice(what.length + 1), number]] : [],
      ),
    );
  return { removed: of('removed'), emptied: of('emptied') };
}

const count = (name: string, table: string, appId: string, where: ReturnType<typeof sql>) =>
  sql`(select count(*) from ${sql.table(table)} where app_id = ${appId} and ${where}) as ${sql.id(name)}`;

async function tracesOf(
  db: Db,
  appId: string,
  { document_id, session_id, end_user_id }: ErasureSubjects,
): Promise<Traces> {
  const documentIds = document_id === undefined ? [] : [document_id];
  const sessions = await db
    .selectFrom('sessions')
    .select('session_id')
    .where('app_id', '=', appId)
    .where(sql<boolean>`(session_id = ${session_id ?? null} or end_user_id = ${end_user_id ?? null})`)
    .execute();
  const sessionIds = sessions.map((row) => row.session_id);
  const messages = await db
    .selectFrom('messages')
    .select('message_id')
    .where('app_id', '=', appId)
    .where('session_id', '=', anyOf(sessionIds))
    .execute();
  const cited = await db
    .selectFrom('citations')
    .select('message_id')
    .distinct()
    .where('app_id', '=', appId)
    .where('document_id', '=', anyOf(documentIds))
    .execute();
  return {
    documentIds,
    sessionIds,
    messageIds: [...messages, ...cited].map((row) => row.message_id),
    blobIds: [],
    endUserId: end_user_id ?? null,
    until: new Date(),
  };
}
