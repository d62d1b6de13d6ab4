import { sql } from 'kysely';
import { exchanges } from '../../demo/conversations.ts';
import { writeHistory } from '../../demo/write-history.ts';
import { newId } from '../../shared/platform/ids.ts';
import { findApp } from '../../shared/tenancy/app.ts';
import { seeded } from '../corpus.ts';
import type { Axis } from './axis.ts';
import { erase } from './erase.ts';

const TURNS = 2;

/** Conversations of one app in 90 days. */
export const sessions: Axis = {
  of: 'sessions of one app',
  first: 1_000,
  explained: {
    'unanswered questions': 'reads the newest 2,000 sessions, and no more from then on',
    'panel: apps': 'counts the sessions of each app, by an index',
    'panel: overview of 30 days': 'counts each answer of these days, by an index',
  },
  async begin(service) {
    const { ctx, appId, keyId, api, panel } = service;
    let there = 0;
    const random = seeded(5);
    let people = 0;
    const open = JSON.parse(await api('POST', '/chat', { message: 'What is there?' })) as {
      session_id: string;
    };
    return {
      async grow(count) {
        const app = (await findApp(ctx, appId))!;
        await writeHistory(ctx, app, {
          sessions: count - there,
          turns: TURNS,
          days: 90,
          exchanges,
          keyIds: [keyId],
          random,
        });
        there = count;
        await sql`vacuum analyze`.execute(ctx.db);
      },
      figures: {
        'chat in a session': () =>
          api('POST', '/chat', { message: 'What is there?', session_id: open.session_id }),
        'first page of the sessions': () => api('GET', '/sessions'),
        'sessions of a person': () => api('GET', '/sessions?end_user_id=customer-1040&per_page=5'),
        'one session': () => api('GET', `/sessions/${open.session_id}`),
        'unanswered questions': () => api('GET', '/unanswered'),
        'panel: conversations': () => panel('conversations.list', { app_id: appId }),
        'panel: conversations without an answer': () =>
          panel('conversations.list', { app_id: appId, outcome: 'no_context' }),
        'panel: apps': () => panel('apps.list'),
        'panel: overview of 30 days': () => panel('overview.get', { days: 30, app_id: appId }),
        'erasure of a person with one session': async () => {
          const end_user_id = `person-${people++}`;
          await ctx.db
            .insertInto('sessions')
            .values({ app_id: appId, session_id: newId('sess'), key_id: keyId, end_user_id })
            .execute();
          await erase(service, { end_user_id });
        },
      },
    };
  },
};
