// Files of evaluations for the panel, in addition to the public operations.
import { z } from 'zod';
import { panelAction } from './action.panel.ts';
import { ByRun, BySet } from './evaluation-fields.ts';

const File = z.object({ name: z.string(), text: z.string() });

export const evaluationFiles = {
  exportQuestions: panelAction('query', BySet, File),
  exportResults: panelAction('query', ByRun, File),
};
