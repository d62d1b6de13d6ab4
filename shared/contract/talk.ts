import { z } from 'zod';

const Text = z
  .string()
  .trim()
  .max(1_000, 'must have at most 1,000 characters')
  .refine(
    (value) => value.isWellFormed() && !value.includes('\0'),
    'must be well-formed Unicode without NUL characters',
  );

/** An app's own words, by kind. An empty one means the built-in words, in the language of the message. */
export const TalkTexts = z.object({
  greeting: Text.default(''),
  thanks: Text.default(''),
  farewell: Text.default(''),
  about: Text.default(''),
  rephrase: Text.default(''),
});
export type TalkTexts = z.infer<typeof TalkTexts>;

/** Kinds of small talk that are answered with fixed words where no model writes them. */
export type TalkKind = keyof TalkTexts;
