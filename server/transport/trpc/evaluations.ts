// CSV files of evaluations. Everything else of them is a public operation.
import { text } from 'node:stream/consumers';
import { panel } from '../../../shared/contract/index.ts';
import type { Content } from '../../content.ts';
import { exportQuestions } from '../../evaluations/export-questions.ts';
import { exportResults } from '../../evaluations/export-results.ts';
import { within } from './base.ts';

const fileOf = async ({ name, stream }: Content) => ({ name, text: await text(stream) });

export const evaluationFiles = {
  questions: within('analyst')
    .input(panel.exportQuestions.input)
    .query(async ({ ctx, input }) => fileOf(await exportQuestions(ctx.call, input))),
  results: within('analyst')
    .input(panel.exportResults.input)
    .query(async ({ ctx, input }) => fileOf(await exportResults(ctx.call, input))),
};
