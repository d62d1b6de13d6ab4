import type { z } from 'zod';

/** A panel action: input and output, no route of its own. */
export const panelAction = <I extends z.ZodType, O extends z.ZodType>(
  kind: 'query' | 'mutation',
  input: I,
  output: O,
) => ({ kind, input, output });
