import type { AppCall } from '../../call.ts';
import { findCuratedAnswer, toCuratedAnswer } from './find-curated-answer.ts';

/** @throws curated_answer_not_found */
export async function getCuratedAnswer(call: AppCall, { answer_id }: { answer_id: string }) {
  return { curated_answer: toCuratedAnswer(call.app, await findCuratedAnswer(call, answer_id)) };
}
