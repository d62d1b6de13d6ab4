import type { z } from 'zod';
import { sameAs } from '../../../db/same-as.ts';
import type { sessions } from '../../../shared/contract/sessions.ts';
import { readPreview } from '../../../shared/chat/sealed-message.ts';
import { filtersOf } from '../../access/keys/filters-of.ts';
import { keyIdOf, type AppCall } from '../../call.ts';
import { ratedSessions } from './rated-sessions.ts';

/** A page of sessions, most recent first: of this key, or of the app unless the key has a filter. */
export async function listSessions(call: AppCall, input: z.output<typeof sessions.listSessions.input>) {
  const { page, per_page, include_all, end_user_id, feedback } = input;
  const { appId } = call.app;
  let query = call.db
    .selectFrom('sessions')
    .select(['session_id', 'last_at', 'total_tokens', 'preview'])
    .where('app_id', '=', appId);
  const filtered = filtersOf(call).length > 0;
  if (!include_all || filtered) query = query.where(sameAs('key_id', keyIdOf(call.actor)));
  if (end_user_id) query = query.where('end_user_id', '=', end_user_id);
  if (feedback) query = query.where('session_id', 'in', ratedSessions(call, feedback));
  const rows = await query
    .orderBy('last_at', 'desc')
    .orderBy('session_id', 'desc')
    .limit(per_page + 1)
    .offset((page - 1) * per_page)
    .execute();
  return {
    sessions: rows.slice(0, per_page).map((row) => ({
      session_id: row.session_id,
      last_at: row.last_at.toISOString(),
      total_tokens: row.total_tokens,
      preview: row.preview ? readPreview(call.app, row.session_id, row.preview) : '',
    })),
    meta: { current_page: page, per_page, has_more: rows.length > per_page },
  };
}
