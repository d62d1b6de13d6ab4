import { sql } from 'kysely';
import { MOST_FOUND, type FindThings, type FoundThings } from '../../../shared/contract/finder.panel.ts';
import type { Standing } from '../../../shared/contract/roles.panel.ts';
import type { SeenCall } from '../../call.ts';
import { isSeen } from '../../is-seen.ts';
import { findConversations } from './find-conversations.ts';

/** Any text with these words in it. */
const has = (column: string, words: string) =>
  sql<boolean>`${sql.ref(column)} ilike ${`%${words.replaceAll(/[\\%_]/g, '\\$&')}%`}`;

/**
 * Apps, documents, keys and conversations by name, id or words, a few of each; those of the open app first. Archived
 * apps are left out, and conversations where the caller may not read them.
 * @param standing whose conversations may be read
 */
export async function findThings(
  call: SeenCall,
  { words, app_id }: FindThings,
  standing: Standing,
): Promise<FoundThings> {
  const { db } = call;
  const isOwn = isSeen(call.seen, sql`apps.workspace_id`);
  const apps = db
    .selectFrom('apps')
    .innerJoin('workspaces', 'workspaces.workspace_id', 'apps.workspace_id')
    .select(['apps.app_id', 'apps.name', 'workspaces.name as workspace'])
    .where('apps.archived_at', 'is', null)
    .where(isOwn)
    .where((eb) => eb.or([has('apps.name', words), eb('apps.app_id', '=', words)]))
    .orderBy(sql`lower(apps.name)`)
    .limit(MOST_FOUND)
    .execute();
  const [here = null] = await db
    .selectFrom('apps')
    .select(['name', 'workspace_id'])
    .where('app_id', '=', app_id ?? '')
    .where(isOwn)
    .execute();
  if (words.length < 2) return { here, apps: await apps, documents: [], keys: [], conversations: [] };
  const documents = db
    .selectFrom('documents')
    .innerJoin('apps', 'apps.app_id', 'documents.app_id')
    .select(['documents.app_id', 'apps.name as app', 'document_id', 'documents.name'])
    .where('apps.archived_at', 'is', null)
    .where(isOwn)
    .where((eb) => eb.or([has('documents.name', words), eb('document_id', '=', words)]))
    .orderBy(sql`documents.app_id = ${app_id ?? ''}`, 'desc')
    .orderBy('document_id', 'desc')
    .limit(MOST_FOUND)
    .execute();
  const keys = db
    .selectFrom('keys')
    .innerJoin('apps', 'apps.app_id', 'keys.app_id')
    .select(['keys.app_id', 'apps.name as app', 'key_id', 'keys.name', 'keys.prefix'])
    .where('apps.archived_at', 'is', null)
    .where(isOwn)
    .where('keys.revoked_at', 'is', null)
    .where((eb) =>
      eb.or([
        has('keys.name', words),
        eb('key_id', '=', words),
        sql<boolean>`starts_with(keys.prefix, ${words})`,
      ]),
    )
    .orderBy(sql`keys.app_id = ${app_id ?? ''}`, 'desc')
    .orderBy('key_id', 'desc')
    .limit(MOST_FOUND)
    .execute();
  return {
    here,
    apps: await apps,
    documents: await documents,
    keys: await keys,
    conversations: await findConversations(call, words, app_id, standing),
  };
}
