// Evaluation sets.
import { z } from 'zod';
import { BySet, judgeModel, SetId } from './evaluation-fields.ts';
import { EvaluationRun } from './evaluation-runs.ts';
import { label, Timestamp } from './fields.ts';

export const EvaluationSet = z
  .object({
    set_id: SetId,
    name: z.string(),
    nightly: z.boolean().describe('Run every night.'),
    gate: z
      .boolean()
      .describe(
        "Warns before the app's settings are saved, or its embedding model is switched, if the change was not run or answers got worse.",
      ),
    questions: z.int(),
    last_run: EvaluationRun.nullable(),
    judge_estimate: z
      .object({
        model: z.string(),
        questions: z.int(),
        tokens: z.int(),
        cost: z.number().nullable().describe('US dollars; null: no known price.'),
      })
      .optional()
      .describe('What judging a run would cost, if judge_model was given.'),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'EvaluationSet' });
export type EvaluationSet = z.infer<typeof EvaluationSet>;

const setFields = {
  name: label(200),
  nightly: z.boolean(),
  gate: z.boolean(),
};
export const CreateSet = z.object({
  name: setFields.name,
  nightly: setFields.nightly.default(false),
  gate: setFields.gate.default(false),
});
export type CreateSet = z.output<typeof CreateSet>;

export const GetSet = BySet.extend({
  judge_model: judgeModel.optional().describe('Estimate what it costs if this model judges a run.'),
});
export type GetSet = z.output<typeof GetSet>;

export const UpdateSet = BySet.extend({
  name: setFields.name.optional(),
  nightly: setFields.nightly.optional(),
  gate: setFields.gate.optional(),
});
export type UpdateSet = z.output<typeof UpdateSet>;
