import type { Tx } from '../../../db/database.ts';
import { requireBudget } from '../../../shared/billing/ledger/require-budget.ts';
import { measureRoom } from '../../../shared/billing/ledger/measure-room.ts';
import type { CreateCuratedAnswer } from '../../../shared/contract/curated-answers.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { requireScope } from '../../access/keys/require-scope.ts';
import type { AppCall } from '../../call.ts';
import { reviewIn } from '../../chat/unanswered/review-unanswered.ts';
import { insertDocument } from '../../documents/insert-document.ts';
import type { StagedUpload } from '../../documents/stage-upload.ts';
import { getCuratedAnswer } from './get-curated-answer.ts';
import { insertCurated } from './insert-curated.ts';
import { stageCuratedAnswer } from './stage-curated-answer.ts';

/**
 * Creates a curated answer: its document with the job that reads it, its test, and the review of the questions that it
 * answers, in one transaction.
 * @throws quota_exceeded, message_not_found, missing_scope
 */
export async function createCuratedAnswer(call: AppCall, { message_ids, ...input }: CreateCuratedAnswer) {
  const { actor } = call;
  if (message_ids && actor.kind === 'key') requireScope(actor.scopes, 'sessions:write');
  const { questions, text, source_name, source_url, metadata, ...row } = input;
  const content = { questions, text, source_name, source_url };
  const answer_id = newId('cur');
  const document_id = newId('doc');
  const write = async (tx: Tx, staged: StagedUpload) => {
    const { app } = call;
    const requireRoom = await measureRoom(tx, app, ['documents', 'stored_bytes']);
    await insertDocument(call, tx, staged, { document_id, source_url, metadata });
    await insertCurated(call, tx, content, { answer_id, document_id, content_hash: staged.hash, ...row });
    if (message_ids) await reviewIn(call, tx, { message_ids, state: 'fixed' });
    await requireRoom();
    await requireBudget(tx, app.appId);
  };
  await stageCuratedAnswer(call, answer_id, content, (staged) =>
    call.db.transaction().execute((tx) => write(tx, staged)),
  );
  return getCuratedAnswer(call, { answer_id });
}
