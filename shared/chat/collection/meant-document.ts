import type { Filter } from '../../contract/filter.ts';
import type { AnswerCall } from '../draft.ts';
import { isNamed } from './count-rows.ts';
import { documentsInReach, type Readable } from './documents-in-reach.ts';

const MOST_DOCUMENTS = 500;

/** The document that a question names, or the only one there is; undefined if it names none, or several. */
export async function meantDocument(
  call: AnswerCall,
  question: string,
  filters: Filter[],
): Promise<Readable | undefined> {
  const { documents, count } = await documentsInReach(call, filters, { limit: MOST_DOCUMENTS });
  const named = documents.filter((document) => isNamed(question, document));
  const [document, ...others] = named.length > 0 || count > 1 ? named : documents;
  return others.length > 0 ? undefined : document;
}
