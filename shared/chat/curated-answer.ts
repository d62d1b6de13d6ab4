// Curated answers: their sealed words, and when their text is the answer itself.
import type { Selectable } from 'kysely';
import { anyOf } from '../../db/any-of.ts';
import type { CuratedAnswersTable } from '../../db/tables/evaluations.ts';
import type { CuratedAnswer } from '../contract/curated-answers.ts';
import { isInUse } from '../retrieval/is-in-use.ts';
import type { Passage } from '../retrieval/retrieve.ts';
import { plainWords } from '../retrieval/terms.ts';
import { places } from '../security/vault/places.ts';
import { seal, unseal } from '../security/vault/seal.ts';
import type { App } from '../tenancy/app.ts';
import type { AnswerCall } from './draft.ts';

/** What of a curated answer is words: the rest is in columns. */
export type CuratedText = Pick<CuratedAnswer, 'questions' | 'text' | 'source_name' | 'source_url'>;

export const sealCurated = (app: App, answerId: string, content: CuratedText): Buffer =>
  seal(app.dataKey, JSON.stringify(content), places.curatedAnswer(app.appId, answerId));

export const readCurated = (
  app: App,
  row: Pick<Selectable<CuratedAnswersTable>, 'answer_id' | 'content'>,
): CuratedText =>
  JSON.parse(unseal(app.dataKey, row.content, places.curatedAnswer(app.appId, row.answer_id)).toString());

type Direct = { passages: Passage[]; text: string };

/**
 * The curated answer among the passages, best first, that has a question with the same words as the one that is asked.
 * Case, accents, punctuation and the order of the words do not count.
 * @returns undefined if there is none, or if its newest version is not ready yet
 */
export async function findDirect(
  { app, db }: Pick<AnswerCall, 'app' | 'db'>,
  question: string,
  passages: Passage[],
): Promise<Direct | undefined> {
  const curated = passages.filter((passage) => passage.curated);
  if (curated.length === 0) return undefined;
  const asked = wordsOf(question);
  if (asked === '') return undefined;
  const rows = await db
    .selectFrom('curated_answers')
    .innerJoin('documents', (join) =>
      join
        .onRef('documents.app_id', '=', 'curated_answers.app_id')
        .onRef('documents.document_id', '=', 'curated_answers.document_id')
        .onRef('documents.content_hash', '=', 'curated_answers.content_hash'),
    )
    .select(['answer_id', 'curated_answers.document_id', 'content'])
    .where('curated_answers.app_id', '=', app.appId)
    .where('curated_answers.document_id', '=', anyOf(curated.map(({ documentId }) => documentId)))
    .where(isInUse)
    .execute();
  for (const passage of curated) {
    const row = rows.find(({ document_id }) => document_id === passage.documentId);
    const content = row && readCurated(app, row);
    if (content?.questions.some((one) => wordsOf(one) === asked))
      return { passages: [passage], text: `${content.text} [1]` };
  }
  return undefined;
}

const wordsOf = (text: string): string => plainWords(text).words.toSorted().join(' ');
