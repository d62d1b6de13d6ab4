import { z } from 'zod';
import { panelAction } from './action.panel.ts';
import { KeyId } from './keys.panel.ts';

/** US dollars as exact decimal text. */
export const Money = z
  .string()
  .trim()
  .regex(/^\d{1,10}(\.\d{1,6})?$/, 'must be an amount such as 25 or 0.50');

export const SetBudget = z.object({
  /** Null: the budget of the whole app. */
  key_id: KeyId.nullable().default(null),
  cap: Money.nullable().describe('US dollars a month; null removes the budget.'),
  alert_percents: z
    .array(z.int().min(1, 'must be from 1 to 100').max(100, 'must be from 1 to 100'))
    .max(10)
    .default([50, 80, 100]),
});
export type SetBudget = z.infer<typeof SetBudget>;

export const Budget = z.object({
  key_id: KeyId.nullable(),
  key_name: z.string().nullable(),
  cap: z.string(),
  alert_percents: z.array(z.int()),
  spent: z.string(),
  reserved: z.string(),
  /** Share of the cap that is spent. */
  percent: z.number(),
});
export type Budget = z.infer<typeof Budget>;

const Budgets = z.object({
  budgets: z.array(Budget),
  /** Models of the app without a price: under a budget they are refused. */
  unpriced: z.array(z.string()),
});
export const budgets = {
  listBudgets: panelAction('query', z.object({}), Budgets),
  setBudget: panelAction('mutation', SetBudget, Budgets),
};
