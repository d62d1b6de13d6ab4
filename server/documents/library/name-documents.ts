import { sql } from 'kysely';
import type { NamedDocuments } from '../../../shared/contract/library.panel.ts';
import { matchesFilters } from '../../../shared/retrieval/matches-filters.ts';
import type { AppCall } from '../../call.ts';

type Chosen = { document_ids: string[]; tags: string[] };

/** The documents and tags that somebody has chosen, as they are now. What is not in the app is missing. */
export async function nameDocuments(call: AppCall, { document_ids, tags }: Chosen): Promise<NamedDocuments> {
  const { db, app } = call;
  const documents =
    document_ids.length === 0
      ? []
      : await db
          .selectFrom('documents')
          .select(['document_id', 'name', 'status'])
          .where('app_id', '=', app.appId)
          .where(sql<boolean>`document_id = any(${document_ids}::text[])`)
          .orderBy('document_id')
          .execute();
  const counted: NamedDocuments['tags'] = [];
  for (const tag of new Set(tags)) {
    const counts = await db
      .selectFrom('documents')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .select(sql<number>`count(*) filter (where status = 'ready')`.as('ready'))
      .select(sql<number>`count(*) filter (where status not in ('ready', 'failed'))`.as('waiting'))
      .where('app_id', '=', app.appId)
      // As a question is narrowed to it.
      .where(matchesFilters([{ metadata: { tags: tag } }]))
      .executeTakeFirstOrThrow();
    counted.push({ tag, ...counts });
  }
  return { documents, tags: counted };
}
