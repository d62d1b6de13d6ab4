// The form of a question as the contract takes it. Apart from the fields, so that browsers load no schema.
import { z } from 'zod';

/** Words, tags and turns are text with one a line. */
export const QuestionFields = z.object({
  question: z.string(),
  turns: z.string(),
  expected_document: z.string(),
  expected_passage: z.string(),
  expected_words: z.string(),
  tags: z.string(),
  unanswerable: z.boolean().optional(),
});

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

const TURN = /^(user|assistant):\s*/;

/** The fields as the contract takes them. A line of turns that names nobody is the user's. */
export const toQuestion = (fields: z.output<typeof QuestionFields>) => ({
  question: fields.question,
  turns: lines(fields.turns).map((line) => ({
    role: (TURN.exec(line)?.[1] ?? 'user') as 'user' | 'assistant',
    content: line.replace(TURN, '') || '–',
  })),
  expected_document: fields.expected_document.trim() || null,
  expected_passage: fields.expected_passage.trim() || null,
  expected_words: lines(fields.expected_words),
  tags: lines(fields.tags),
  unanswerable: fields.unanswerable ?? false,
});
