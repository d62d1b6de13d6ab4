import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { readCurated, sealCurated } from '../../../shared/chat/curated-answer.ts';
import type { UpdateCuratedAnswer } from '../../../shared/contract/curated-answers.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { actorIdOf, type AppCall } from '../../call.ts';
import { replaceIn } from '../../documents/replace-document.ts';
import type { StagedUpload } from '../../documents/stage-upload.ts';
import { findCuratedAnswer } from './find-curated-answer.ts';
import { getCuratedAnswer } from './get-curated-answer.ts';
import { keepTest } from './keep-test.ts';
import { stageCuratedAnswer } from './stage-curated-answer.ts';

/**
 * Changes the given fields of a curated answer. New words are a new version of its document; switching it off or on and
 * its times take effect at once.
 * @throws curated_answer_not_found, invalid_request, legal_hold, quota_exceeded
 */
export async function updateCuratedAnswer(call: AppCall, input: UpdateCuratedAnswer) {
  const { app } = call;
  const { answer_id, questions, text, source_name, source_url, metadata, ...given } = input;
  const before = await findCuratedAnswer(call, answer_id);
  const [from, until] = [
    given.valid_from === undefined ? before.valid_from?.toISOString() : given.valid_from,
    given.valid_until === undefined ? before.valid_until?.toISOString() : given.valid_until,
  ];
  if (from && until && from >= until) fail('invalid_request', 'valid_until must be after valid_from.');
  const said = readCurated(app, before);
  const content = {
    questions: questions ?? said.questions,
    text: text ?? said.text,
    source_name: source_name === undefined ? said.source_name : source_name,
    source_url: source_url === undefined ? said.source_url : source_url,
  };
  const changes = { ...given, changed_by: actorIdOf(call.actor), updated_at: sql<Date>`now()` };
  const write = async (tx: Tx, words?: StagedUpload) => {
    const own = { app_id: app.appId, answer_id };
    if (words) {
      await replaceIn(call, tx, before.document_id, words, metadata, content.source_url);
      await keepTest(call, tx, before, content.questions[0]!);
    }
    const { numUpdatedRows } = await tx
      .updateTable('curated_answers')
      .set({
        ...changes,
        ...(words && { content: sealCurated(app, answer_id, content), content_hash: words.hash }),
      })
      // What somebody else changed meanwhile is read again.
      .where(({ and }) => and({ ...own, content_hash: before.content_hash }))
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new ChangedMeanwhile();
  };
  const isNew = metadata !== undefined || JSON.stringify(content) !== JSON.stringify(said);
  try {
    if (isNew)
      await stageCuratedAnswer(
        call,
        answer_id,
        content,
        (staged) => call.db.transaction().execute((tx) => write(tx, staged)),
        before.bytes,
      );
    else await call.db.transaction().execute((tx) => write(tx));
  } catch (error) {
    if (error instanceof ChangedMeanwhile) return updateCuratedAnswer(call, input);
    throw error;
  }
  return getCuratedAnswer(call, { answer_id });
}

class ChangedMeanwhile extends Error {}
