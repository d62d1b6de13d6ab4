import { z } from 'zod';
import { cleanText, decodeText } from './decode-text.ts';
import type { Extracted } from './extracted.ts';
import { ExtractionError } from './extraction-error.ts';

const Content = z.object({ questions: z.array(z.string()).min(1).max(20), text: z.string() });

/** A curated answer: its text, below the questions that it answers. Docent writes the file, but an import may bring any. */
export function extractCurated(bytes: Uint8Array): Extracted {
  const { success, data } = Content.safeParse(parse(decodeText(bytes)));
  if (!success)
    throw new ExtractionError('broken_document', 'This is no curated answer: questions or text are missing.');
  const above = data.questions.map(cleanText);
  return { text: cleanText(data.text), pages: [], format: 'markdown', title: above[0], above };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
