// Finds citations in the text as it streams: the first [n] of each source becomes an event with the quoted sentence.
import type { Citation } from '../contract/chat.ts';
import type { Passage } from '../retrieval/retrieve.ts';
import { bestSentence } from '../retrieval/sentences.ts';

const MARKER = /\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]/g;
/** A marker may arrive in parts: this many characters of the end are checked again with the next part. */
const LONGEST_MARKER = 24;

export type Cited = Citation & { chunkId: string };

/**
 * Reads an answer's text piece by piece.
 * @returns a function that takes the next piece and returns the citations it completes
 */
export function citationReader(passages: Passage[]): (piece: string) => Cited[] {
  const seen = new Set<number>();
  let text = '';
  return (piece) => {
    const from = Math.max(0, text.length - LONGEST_MARKER);
    text += piece;
    const found: Cited[] = [];
    for (const match of text.slice(from).matchAll(MARKER)) {
      for (const index of match[1]!.split(',').map(Number)) {
        const passage = passages[index - 1];
        if (!passage || seen.has(index)) continue;
        seen.add(index);
        found.push(cite(passage, index, statementBefore(text, from + match.index)));
      }
    }
    return found;
  };
}

/** The one or two sentences before a marker. */
const statementBefore = (text: string, at: number): string =>
  text.slice(Math.max(0, at - 400), at).replaceAll(MARKER, ' ');

function cite(passage: Passage, index: number, statement: string): Cited {
  const { start, end } = bestSentence(passage.text, statement, [passage.language]);
  return {
    index,
    document_id: passage.documentId,
    document_name: passage.documentName,
    title: passage.title,
    source_url: passage.sourceUrl,
    headings: passage.headings,
    page: passage.page,
    ocr: passage.ocr,
    curated: passage.curated,
    start: passage.start + start,
    end: passage.start + end,
    quote: passage.text.slice(start, end),
    chunkId: passage.chunkId,
  };
}
