import type { InsertObject } from 'kysely';
import type { Database, Tx } from '../../../db/database.ts';
import { sealCurated, type CuratedText } from '../../../shared/chat/curated-answer.ts';
import { actorIdOf, type AppCall } from '../../call.ts';
import { keepTest } from './keep-test.ts';

type Fields = Omit<InsertObject<Database, 'curated_answers'>, 'app_id' | 'content' | 'changed_by'> & {
  answer_id: string;
  document_id: string;
};

/** Writes a curated answer whose document is there, with its test. @throws quota_exceeded */
export async function insertCurated(
  call: AppCall,
  tx: Tx,
  content: CuratedText,
  fields: Fields,
): Promise<void> {
  const { app, actor } = call;
  await tx
    .insertInto('curated_answers')
    .values({
      ...fields,
      app_id: app.appId,
      content: sealCurated(app, fields.answer_id, content),
      changed_by: actorIdOf(actor),
    })
    .execute();
  await tx
    .updateTable('apps')
    .set({ has_curated_answers: true })
    .where('app_id', '=', app.appId)
    .where('has_curated_answers', '=', false)
    .execute();
  await keepTest(call, tx, fields, content.questions[0]!);
}
