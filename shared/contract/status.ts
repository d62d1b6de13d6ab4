import { z } from 'zod';
import { operation } from './operation.ts';

const Health = z.enum(['operational', 'degraded', 'down']);

export const status = {
  getStatus: operation({
    id: 'getStatus',
    tag: 'Status',
    summary: 'Get the state of the service',
    method: 'get',
    path: '/status',
    scope: null,
    status: 200,
    input: z.object({}),
    output: z.object({
      status: Health,
      components: z.array(z.object({ name: z.enum(['api', 'database', 'workers']), status: Health })),
      version: z.string(),
    }),
    errors: [],
  }),
};
