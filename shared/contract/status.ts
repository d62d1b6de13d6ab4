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
      components: z.array(
        z.object({
          name: z.enum(['api', 'database', 'files', 'workers']),
          status: Health.describe('A degraded database can be read, but takes no changes.'),
          message: z.string().optional().describe('What is wrong.'),
        }),
      ),
      version: z.string(),
    }),
    errors: [],
  }),
};
