import { toCsv } from '../../shared/platform/to-csv.ts';
import type { AppCall } from '../call.ts';
import { csvContent, type Content } from '../content.ts';
import { findSet } from './find-set.ts';
import { questionsOf } from './list-questions.ts';
import { toQuestion } from './to-question.ts';

const COLUMNS = [
  'question',
  'expected_document',
  'expected_passage',
  'expected_words',
  'unanswerable',
  'tags',
  'turns',
];

/** All questions of an evaluation set as a CSV file that can be added to another one. @throws evaluation_set_not_found */
export async function exportQuestions(
  call: AppCall,
  input: { set_id: string; tag?: string | undefined },
): Promise<Content> {
  await findSet(call, input.set_id);
  const rows = await questionsOf(call, input).selectAll().orderBy('question_id').execute();
  const lines = rows.map((row) => {
    const question = toQuestion(call.app, row);
    return {
      question: question.question,
      expected_document: question.expected_document ?? '',
      expected_passage: question.expected_passage ?? '',
      expected_words: question.expected_words.join('|'),
      unanswerable: String(question.unanswerable),
      tags: question.tags.join('|'),
      turns: question.turns.map(({ role, content }) => `${role}: ${content}`).join('\n'),
    };
  });
  return csvContent('evaluation-questions.csv', toCsv(COLUMNS, lines));
}
