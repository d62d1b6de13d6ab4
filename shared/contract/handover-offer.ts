import { z } from 'zod';

/** What an app offers to who wants a person; null: nothing. */
export const HandoverOffer = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('email'), address: z.email('must be an e-mail address').max(200) }),
    z.object({
      kind: z.literal('link'),
      url: z
        .url({ protocol: /^https?$/, error: 'must be an address such as https://example.com/contact' })
        .max(2_000),
    }),
    z.object({
      kind: z.literal('form'),
      consent: z
        .string()
        .trim()
        .min(1, 'must say what the person agrees to')
        .max(1_000)
        .describe('The person must agree to this text before the form is sent.'),
    }),
  ])
  .meta({ id: 'HandoverOffer' });
export type HandoverOffer = z.infer<typeof HandoverOffer>;
