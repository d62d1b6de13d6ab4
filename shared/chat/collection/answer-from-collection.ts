import type { Filter } from '../../contract/filter.ts';
import type { AnswerCall } from '../draft.ts';
import { countRows, type CollectionAnswer } from './count-rows.ts';
import { isAboutWhole } from './is-about-whole.ts';
import { showBeginning } from './show-beginning.ts';

/**
 * What the service itself can answer for certain about a table or a document as a whole, for the built-in model.
 * @returns undefined for other questions
 */
export async function answerFromCollection(
  call: AnswerCall,
  question: string,
  filters: Filter[],
): Promise<CollectionAnswer | undefined> {
  const { language, languages } = call.app;
  const spokenIn = (asked: string) => (language === 'auto' ? asked : language);
  const counted = isAboutWhole(question, languages, 'count');
  if (counted) {
    const answer = await countRows(call, question, { asked: counted, spoken: spokenIn(counted), filters });
    if (answer) return answer;
  }
  const summed = isAboutWhole(question, languages, 'summary');
  return summed ? showBeginning(call, question, { spoken: spokenIn(summed), filters }) : undefined;
}
