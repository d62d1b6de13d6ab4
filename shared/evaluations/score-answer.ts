// What an answer is worth by what was expected of it.
import type { FinishReason } from '../contract/chat.ts';
import type { Passage } from '../retrieval/retrieve.ts';
import type { QuestionText } from './sealed-evaluation.ts';

export type Expected = Pick<QuestionText, 'expected_document' | 'expected_passage' | 'expected_words'> & {
  unanswerable: boolean;
};

export type Given = {
  text: string;
  finish: FinishReason;
  citations: { chunkId: string }[];
  /** What was found, best first. */
  passages: Passage[];
  /** External ids of documents among them, by document. */
  externalIds: Map<string, string>;
};

export type Score = {
  passed: boolean;
  abstained: boolean;
  expects_source: boolean;
  rank: number | null;
  cited: boolean | null;
  words_expected: number;
  words_found: number;
};

/**
 * Compares an answer with what was expected. It abstains if it is the refusal, or cites no source. A passage is the
 * expected one if it is of the expected document and contains the expected words, or is contained in them.
 */
export function scoreAnswer(expected: Expected, given: Given): Score {
  const { expected_document: document, expected_passage: passage, expected_words: words } = expected;
  const abstained = given.finish === 'no_context' || given.citations.length === 0;
  const expects_source = document !== null || passage !== null;
  const fits = ({ documentId, documentName, sourceUrl, text }: Passage) =>
    (document === null ||
      [documentId, documentName, sourceUrl, given.externalIds.get(documentId)].includes(document)) &&
    (passage === null || contains(text, passage) || contains(passage, text));
  const expectedChunks = new Set(given.passages.filter(fits).map(({ chunkId }) => chunkId));
  const rank = given.passages.findIndex(({ chunkId }) => expectedChunks.has(chunkId)) + 1 || null;
  const cited = expects_source
    ? !abstained && given.citations.some(({ chunkId }) => expectedChunks.has(chunkId))
    : null;
  const words_found = words.filter((word) => contains(given.text, word)).length;
  const passed = expected.unanswerable
    ? abstained
    : !abstained && cited !== false && words_found === words.length;
  return {
    passed,
    abstained,
    expects_source: expects_source && !expected.unanswerable,
    rank: expects_source ? rank : null,
    cited,
    words_expected: words.length,
    words_found,
  };
}

const contains = (text: string, part: string): boolean => plain(text).includes(plain(part));

/** Compatible forms (full-width digits, ligatures, kinds of white space) and case are the same. */
const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim();
