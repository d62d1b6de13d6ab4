// The form of a curated answer as the contract takes it. Apart from the fields, so that browsers load no schema.
import { z } from 'zod';

/** Questions are text with one a line; times are days, from their beginning in UTC. */
export const AnswerFields = z.object({
  questions: z.string(),
  text: z.string(),
  source_name: z.string(),
  source_url: z.string(),
  valid_from: z.string(),
  valid_until: z.string(),
  enabled: z.boolean().optional(),
});

const dayOf = (text: string): string | null => (text.trim() ? `${text.trim()}T00:00:00Z` : null);

export const toAnswer = (fields: z.output<typeof AnswerFields>) => ({
  questions: fields.questions
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean),
  text: fields.text,
  source_name: fields.source_name.trim() || null,
  source_url: fields.source_url.trim() || null,
  valid_from: dayOf(fields.valid_from),
  valid_until: dayOf(fields.valid_until),
  enabled: fields.enabled ?? false,
});
