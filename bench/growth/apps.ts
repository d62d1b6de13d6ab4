import { sql } from 'kysely';
import { exchanges } from '../../demo/conversations.ts';
import { writeHistory } from '../../demo/write-history.ts';
import { insertApp } from '../../server/tenancy/apps/insert-app.ts';
import { insertKey } from '../../server/access/keys/insert-key.ts';
import { newSecret } from '../../server/access/keys/secret.ts';
import { Scope } from '../../shared/contract/index.ts';
import { findApp } from '../../shared/tenancy/app.ts';
import { seeded } from '../corpus.ts';
import type { Axis } from './axis.ts';

/** Of each app, over 90 days. */
const SESSIONS = 20;

/** Apps of one workspace, each with a key and some conversations. */
export const apps: Axis = {
  of: 'apps of one workspace',
  first: 10,
  explained: {
    'panel: apps': 'lists every one of them',
    'panel: overview of 30 days': 'counts each answer of these days, by an index',
    'panel: overview of 90 days': 'counts each answer of these days, by an index',
  },
  async begin({ ctx, workspaceId, appId, api, panel }) {
    let there = 1;
    const random = seeded(5);
    return {
      async grow(count) {
        for (; there < count; there++) {
          const { app_id } = await insertApp(ctx, ctx.db, { workspaceId, name: `App ${there}` });
          const key = {
            name: 'Backend',
            kind: 'secret' as const,
            scopes: [...Scope.options],
            allowed_origins: [],
          };
          const { key_id } = await insertKey(ctx, ctx.db, app_id, key, newSecret('secret'));
          await writeHistory(ctx, (await findApp(ctx, app_id))!, {
            sessions: SESSIONS,
            turns: 2,
            days: 90,
            exchanges,
            keyIds: [key_id],
            random,
          });
        }
        await sql`vacuum analyze`.execute(ctx.db);
      },
      figures: {
        chat: () => api('POST', '/chat', { message: 'What is there?' }),
        'usage of 30 days by model': () => api('GET', '/usage?group_by=model'),
        'panel: apps': () => panel('apps.list'),
        'panel: one app': () => panel('apps.get', { app_id: appId }),
        'panel: overview of 30 days': () => panel('overview.get', { days: 30 }),
        'panel: overview of 90 days': () => panel('overview.get', { days: 90 }),
        'panel: overview of one app': () => panel('overview.get', { days: 90, app_id: appId }),
        'panel: workspaces': () => panel('workspaces.list'),
        'panel: jobs': () => panel('jobs.get'),
      },
    };
  },
};
