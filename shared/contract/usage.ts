import { z } from 'zod';
import { operation } from './operation.ts';

// Postgres has no year 0.
const Day = z.iso
  .date()
  .refine((day) => !day.startsWith('0000'), 'must be in or after the year 0001')
  .meta({ example: '2026-01-15' });
const Totals = {
  requests: z.int().describe('Model calls: one ledger row each.'),
  input_tokens: z.int(),
  output_tokens: z.int(),
  total_tokens: z.int(),
  cost: z.number().nullable().describe('US dollars; null if none of it has a known price.'),
  unpriced_tokens: z.int().optional(),
};

export const usage = {
  getUsage: operation({
    id: 'getUsage',
    tag: 'Usage',
    summary: 'Get tokens and cost',
    description: "From the ledger. Days are in the workspace's time zone; both ends are included.",
    method: 'get',
    path: '/usage',
    scope: 'usage:read',
    status: 200,
    csv: true,
    input: z
      .object({
        start_date: Day.optional().describe('Default: 30 days before end_date.'),
        end_date: Day.optional().describe('Default: today.'),
        group_by: z.enum(['day', 'model', 'key']).default('model'),
        format: z
          .enum(['json', 'csv'])
          .optional()
          .describe('csv: a file with exact costs. Default: by the Accept header, else json.'),
      })
      .refine((input) => !input.start_date || !input.end_date || input.start_date <= input.end_date, {
        path: ['start_date'],
        message: 'must not be after end_date',
      }),
    output: z.object({
      usage: z.object({
        total_requests: z.int(),
        total_input_tokens: z.int(),
        total_output_tokens: z.int(),
        total_tokens: z.int(),
        total_cost: z.number().nullable(),
        unpriced_tokens: z.int().optional(),
      }),
      by_model: z.array(z.object({ model: z.string(), ...Totals })).optional(),
      by_day: z.array(z.object({ day: z.iso.date(), ...Totals })).optional(),
      by_key: z.array(z.object({ key_id: z.string().nullable(), ...Totals })).optional(),
    }),
    errors: [],
  }),
};
