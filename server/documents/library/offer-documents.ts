import { sql } from 'kysely';
import type { AppCall } from '../../call.ts';
import { hasWords } from './has-words.ts';
import { listTags } from './list-tags.ts';

const MOST_DOCUMENTS = 20;

/** What a question can be restricted to: documents with the words in their name, in the order of their names, and tags. */
export async function offerDocuments(call: AppCall, { words }: { words: string }) {
  const { db, app } = call;
  const fitting = db
    .selectFrom('documents')
    .where('app_id', '=', app.appId)
    .where(hasWords(sql.ref('name'), words));
  const documents = await fitting
    .select(['document_id', 'name', 'status'])
    .orderBy(sql`lower(name)`)
    .orderBy('document_id')
    .limit(MOST_DOCUMENTS)
    .execute();
  const { all } = await fitting.select(({ fn }) => fn.countAll<number>().as('all')).executeTakeFirstOrThrow();
  return { documents, more: all - documents.length, tags: await listTags(call, { words }) };
}
