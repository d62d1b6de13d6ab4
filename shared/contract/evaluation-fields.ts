// What the schemas of evaluations have in common.
import { z } from 'zod';
import { identifier, label } from './fields.ts';

export const SetId = identifier('evs', 'Identifier of an evaluation set.');
export const QuestionId = identifier('evq', 'Identifier of a question of an evaluation set.');
export const RunId = identifier('evr', 'Identifier of an evaluation run.');

export const BySet = z.object({ set_id: SetId });
export const ByRun = z.object({ run_id: RunId });
export const ByQuestion = BySet.extend({ question_id: QuestionId });

export const csvFormat = z
  .enum(['json', 'csv'])
  .optional()
  .describe('csv: all of them as a file. Default: by the Accept header, else json.');

export const judgeModel = label(200).describe(
  'A chat model that judges each answer, in a call of its own. Off by default.',
);
