import { z } from 'zod';
import { Timestamp } from './fields.ts';
import { panelAction } from './action.panel.ts';

/** US dollars per million tokens, as exact decimal text. */
const PerMillion = z
  .string()
  .trim()
  .regex(/^\d{1,9}(\.\d{1,8})?$/, 'must be an amount such as 0.15');
const Amounts = {
  input_per_million: PerMillion,
  cached_input_per_million: PerMillion,
  output_per_million: PerMillion,
  cache_write_per_million: PerMillion.nullable().optional().describe('Null: as input.'),
};
const Day = z.iso.date().refine((day) => day >= '2000', 'must be in or after the year 2000');

/** A model's name (matches its dated snapshots too), or a pattern in which * stands for any characters. */
const ModelPattern = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 characters')
  .refine((name) => name.isWellFormed() && !/\p{Cc}/u.test(name), 'must be one line of text');

export const SetPrice = z.object({
  model: ModelPattern,
  effective_from: z.coerce.date().optional().describe('Default: now.'),
  ...Amounts,
  note: z.string().trim().max(200, 'must have at most 200 characters').optional(),
});
export type SetPrice = z.infer<typeof SetPrice>;

export const Price = z.object({
  model: z.string(),
  effective_from: Timestamp,
  ...Amounts,
  created_at: Timestamp,
  created_by: z.string().nullable(),
  note: z.string().nullable(),
  /** Current, scheduled, or replaced. */
  state: z.enum(['current', 'coming', 'past']),
});
export type Price = z.infer<typeof Price>;

const Prices = z.object({
  prices: z.array(Price),
  /** Models used in the last 30 days that have no price. */
  unpriced: z.array(z.object({ model: z.string(), tokens: z.int() })),
});

/** What the last 30 days would have cost at this price. */
export const PricePreview = z.object({
  models: z.array(
    z.object({ model: z.string(), tokens: z.int(), cost: z.string().nullable(), new_cost: z.string() }),
  ),
});
export type PricePreview = z.infer<typeof PricePreview>;

const Reprice = z
  .object({ first_day: Day, last_day: Day })
  .refine((span) => span.first_day <= span.last_day, {
    path: ['first_day'],
    message: 'must not be after the last day',
  });

export const prices = {
  listPrices: panelAction('query', z.object({}), Prices),
  previewPrice: panelAction('query', z.object({ model: ModelPattern, ...Amounts }), PricePreview),
  setPrice: panelAction('mutation', SetPrice, Prices),
  reprice: panelAction('mutation', Reprice, z.object({ corrections: z.int(), difference: z.string() })),
};
