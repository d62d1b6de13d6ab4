import { z } from 'zod';
import { panelAction } from './action.panel.ts';
import { AppId } from './apps.panel.ts';

/** Periods in days for usage and cost, today included. */
export const COST_DAYS = [7, 30, 90, 365] as const;
export const CostGroup = z.enum(['app', 'key', 'model']);
export type CostGroup = z.infer<typeof CostGroup>;

export const CostsQuery = z.object({
  days: z.union(COST_DAYS.map((days) => z.literal(days))).default(30),
  app_id: AppId.optional(),
  group: CostGroup.default('app'),
});
export type CostsQuery = z.output<typeof CostsQuery>;

const Sums = {
  requests: z.int(),
  input_tokens: z.int(),
  cached_input_tokens: z.int(),
  output_tokens: z.int(),
  unpriced_tokens: z.int(),
  /** US dollars, exact; null if none of it has a known price. */
  cost: z.string().nullable(),
};
export const CostSums = z.object(Sums);
export type CostSums = z.infer<typeof CostSums>;

/** An app, key or model. Without an id: calls without a key, such as embedding documents. */
export const CostPart = z.object({ part: z.string().nullable(), name: z.string(), ...Sums });
export type CostPart = z.infer<typeof CostPart>;

export const Costs = z.object({
  first_day: z.iso.date(),
  last_day: z.iso.date(),
  total: CostSums,
  by_part: z.array(CostPart),
  /** Every day of the period, including days without usage. */
  by_day: z.array(
    z.object({
      day: z.iso.date(),
      ...Sums,
      parts: z.array(z.object({ part: z.string().nullable(), tokens: z.int(), cost: z.string().nullable() })),
    }),
  ),
});
export type Costs = z.infer<typeof Costs>;

export const costs = {
  getCosts: panelAction('query', CostsQuery, Costs),
  exportCosts: panelAction('query', CostsQuery, z.object({ name: z.string(), text: z.string() })),
};
