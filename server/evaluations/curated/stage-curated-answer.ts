import { Readable } from 'node:stream';
import type { CuratedText } from '../../../shared/chat/curated-answer.ts';
import { CURATED_ANSWER } from '../../../shared/contract/media-type.ts';
import type { AppCall } from '../../call.ts';
import { openUpload } from '../../documents/open-upload.ts';
import { discardUpload, stageUpload, type StagedUpload } from '../../documents/stage-upload.ts';

/**
 * Stores the file of a curated answer and makes it a document, or a new version of one. If that fails, no file is left.
 * @param replaced bytes of the version that it replaces
 * @throws quota_exceeded, storage_full, storage_unavailable, and what `register` throws
 */
export async function stageCuratedAnswer(
  call: AppCall,
  answerId: string,
  content: CuratedText,
  register: (staged: StagedUpload) => Promise<void>,
  replaced?: number,
): Promise<void> {
  // With its id: two answers with the same words are two documents.
  const bytes = Buffer.from(JSON.stringify({ answer_id: answerId, ...content }));
  await using _room = await openUpload(call, bytes.length, replaced);
  const name = content.source_name ?? content.questions[0]!;
  const staged = await stageUpload(call, name, Readable.from([bytes]), CURATED_ANSWER);
  try {
    await register(staged);
  } catch (error) {
    await discardUpload(call, staged.blobId);
    throw error;
  }
}
