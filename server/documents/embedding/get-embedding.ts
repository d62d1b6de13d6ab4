import { sql } from 'kysely';
import type { AppCall } from '../../call.ts';
import { toSwitch } from './to-switch.ts';

/** The app's embedding model, and the switch to another one if one is open. */
export async function getEmbedding({ db, app, models }: AppCall) {
  // From its row: the call may know the app from up to a second ago.
  const row = await db
    .selectFrom('apps')
    .select([
      'embedding_model as model',
      'embedding_dimensions as dimensions',
      'embedding_query_prefix as query_prefix',
      'embedding_document_prefix as document_prefix',
      sql<number>`(select count(*) from chunks where chunks.app_id = apps.app_id)`.as('chunk_count'),
    ])
    .where('app_id', '=', app.appId)
    .executeTakeFirstOrThrow();
  const open = await db
    .selectFrom('embedding_switches')
    .selectAll()
    .where('app_id', '=', app.appId)
    .where('status', 'not in', ['finished', 'cancelled'])
    .executeTakeFirst();
  return {
    embedding: row,
    server_default: models.defaultEmbedding.model,
    embedding_switch: open ? toSwitch(open) : null,
  };
}
