import { CURATED_ANSWER } from '../../../shared/contract/media-type.ts';
import { CuratedAnswerLine } from '../../../shared/privacy/exports/format.ts';
import type { AppCall } from '../../call.ts';
import { insertCurated } from '../../evaluations/curated/insert-curated.ts';
import type { Archive } from './open-archive.ts';

/** Imports curated answers with their tests. One whose document was not imported is left out. */
export async function importCuratedAnswers(call: AppCall, archive: Archive): Promise<void> {
  // Exports before 0.4.0 have none.
  if (archive.manifest.counts['curated-answers'] === undefined) return;
  for await (const line of archive.lines('curated-answers', CuratedAnswerLine)) {
    call.signal.throwIfAborted();
    const { answer_id, document_id, questions, text, source_name, source_url, created_at, ...fields } = line;
    const document = await call.db
      .selectFrom('documents')
      .select('content_hash')
      .where('app_id', '=', call.app.appId)
      .where('document_id', '=', document_id)
      .where('media_type', '=', CURATED_ANSWER)
      .executeTakeFirst();
    if (!document) continue;
    const content = { questions, text, source_name, source_url };
    await call.db.transaction().execute((tx) =>
      insertCurated(call, tx, content, {
        answer_id,
        document_id,
        content_hash: document.content_hash,
        created_at: new Date(created_at),
        ...fields,
      }),
    );
  }
}
