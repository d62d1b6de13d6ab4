// What a document is about, where no model can say it: its first sentences and its headings, as they are.
import type { Filter } from '../../contract/filter.ts';
import { isHeading, sentencesOf } from '../../retrieval/sentences.ts';
import type { AnswerCall } from '../draft.ts';
import type { CollectionAnswer } from './count-rows.ts';
import { passagesOf } from './documents-in-reach.ts';
import { meantDocument } from './meant-document.ts';
import { fill, readingWords } from './reading-words.ts';

const MOST_PASSAGES = 200;
const MOST_SENTENCES = 3;
const MOST_CHARACTERS = 800;
const MOST_HEADINGS = 20;

/**
 * The beginning and the headings of the document that a question names, or of the only one there is.
 * @returns undefined if it names none, or several
 */
export async function showBeginning(
  call: AnswerCall,
  question: string,
  { spoken, filters }: { spoken: string; filters: Filter[] },
): Promise<CollectionAnswer | undefined> {
  const document = await meantDocument(call, question, filters);
  if (!document) return undefined;
  const passages = await passagesOf(call, document.documentId, { limit: MOST_PASSAGES });
  const first = passages.find(({ text }) => sentencesOf(text).some((sentence) => !isHeading(sentence)));
  if (!first) return undefined;
  const words = readingWords[spoken] ?? readingWords['en']!;
  const sentences = sentencesOf(first.text)
    .filter((sentence) => !isHeading(sentence))
    .slice(0, MOST_SENTENCES);
  const said = sentences
    .map(({ text }) => text.replaceAll(/\s+/g, ' '))
    .join(' ')
    .slice(0, MOST_CHARACTERS)
    .toWellFormed();
  const all = [...new Set(passages.flatMap(({ headings }) => headings.at(-1) ?? []))];
  const headings = all.filter((heading) => heading !== document.title).slice(0, MOST_HEADINGS);
  const outline = headings.length > 1 ? ['', words.headings, '', ...headings.map((one) => `- ${one}`)] : [];
  const text = [fill(words.beginning, { name: document.name }), '', `${said} [1]`, ...outline].join('\n');
  return { text, passages: [first] };
}
