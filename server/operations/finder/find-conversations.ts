import { sql } from 'kysely';
import type { FoundThings } from '../../../shared/contract/finder.panel.ts';
import { MOST_FOUND } from '../../../shared/contract/finder.panel.ts';
import { readPreview } from '../../../shared/chat/sealed-message.ts';
import { boundTo, findApp } from '../../../shared/tenancy/app.ts';
import { reaches, roleIn, type Standing } from '../../../shared/contract/roles.panel.ts';
import type { SeenCall } from '../../call.ts';
import { isSeen } from '../../is-seen.ts';

/** Previews are encrypted, so a search decrypts them: those of the newest conversations of one app. */
const LOOKED_THROUGH = 300;

/** Conversations that an analyst may read: of any app by id, and those of the open app by the words of their preview. */
export async function findConversations(
  call: SeenCall,
  words: string,
  appId: string | undefined,
  standing: Standing,
): Promise<FoundThings['conversations']> {
  const isId = /^sess_\w+$/.test(words);
  const apps = isId ? await appsOf(call, words) : [appId];
  const found: FoundThings['conversations'] = [];
  for (const id of apps) {
    const app = id && (await findApp(call, id));
    if (!app || app.archived || !reaches(roleIn(standing, app.workspaceId), 'analyst')) continue;
    const rows = await boundTo(call, app.appId)
      .db.selectFrom('sessions')
      .select(['session_id', 'preview'])
      .where('app_id', '=', app.appId)
      .where((eb) => (isId ? eb('session_id', '=', words) : eb.lit(true)))
      .orderBy('last_at', 'desc')
      .limit(LOOKED_THROUGH)
      .execute();
    for (const { session_id, preview } of rows) {
      const text = preview ? readPreview(app, session_id, preview) : '';
      if (found.length < MOST_FOUND && (isId || text.toLowerCase().includes(words.toLowerCase())))
        found.push({ app_id: app.appId, app: app.name, session_id, preview: text.slice(0, 200) });
    }
  }
  return found;
}

/** Of the apps that are seen, so that each is asked by the key of its sessions, and not all sessions are read. */
const appsOf = async ({ db, seen }: SeenCall, sessionId: string): Promise<string[]> => {
  const rows = await db
    .selectFrom('apps')
    .innerJoin('sessions', 'sessions.app_id', 'apps.app_id')
    .select('apps.app_id')
    .where(isSeen(seen, sql`apps.workspace_id`))
    .where('session_id', '=', sessionId)
    .execute();
  return rows.map(({ app_id }) => app_id);
};
