import { z } from 'zod';
import { Timestamp } from './fields.ts';
import { panelAction } from './action.panel.ts';

export const Aggregation = z.object({
  aggregation_id: z.string(),
  started_at: Timestamp,
  finished_at: Timestamp.nullable(),
  entries: z.int(),
  error: z.string().nullable(),
});
export type Aggregation = z.infer<typeof Aggregation>;

export const aggregation = {
  listAggregations: panelAction(
    'query',
    z.object({}),
    z.object({ cron: z.string(), runs: z.array(Aggregation) }),
  ),
  runAggregation: panelAction('mutation', z.object({}), z.object({ queued: z.literal(true) })),
};
