import { sql } from 'kysely';
import { aggregateLedger } from '../../shared/billing/ledger/aggregate.ts';
import type { Axis } from './axis.ts';

const DAYS = 365;
const AT_ONCE = 200_000;

/** Rows of the ledger of one app, evenly over a year; closed days are aggregated as in every night. */
export const ledgerRows: Axis = {
  of: 'rows of the ledger',
  first: 10_000,
  explained: {},
  async begin({ ctx: { db, stopping }, appId, keyId, api, panel }) {
    let there = 0;
    const year = new Date(Date.now() - DAYS * 86_400_000).toISOString().slice(0, 10);
    return {
      async grow(count) {
        for (; there < count; there = Math.min(count, there + AT_ONCE))
          await sql`
            insert into ledger (app_id, usage_id, key_id, kind, model, day, status, input_tokens, output_tokens, cost, opened_at, settled_at)
            select ${appId}, 'use_' || n, ${keyId}, (array['chat', 'rewrite', 'embed_question'])[1 + n / 7 % 3], 'model-' || n / 11 % 5,
              moment::date, 'settled', 800, 100, 0.0001794, moment, moment
            from (
              select n, now() - make_interval(secs => random() * ${DAYS * 86_400}::float8) as moment
              from generate_series(${there}::bigint, ${Math.min(count, there + AT_ONCE) - 1}::bigint) n
            ) given`.execute(db);
        await aggregateLedger(db, stopping.signal, { batchSize: 50_000 });
        await sql`vacuum analyze`.execute(db);
      },
      figures: {
        'usage of 30 days by model': () => api('GET', '/usage?group_by=model'),
        'usage of 30 days by key': () => api('GET', '/usage?group_by=key'),
        'usage of a year by day': () => api('GET', `/usage?group_by=day&start_date=${year}`),
        'panel: overview of 30 days': () => panel('overview.get', { days: 30 }),
        'panel: overview of 90 days': () => panel('overview.get', { days: 90 }),
        'panel: usage of the app': () => panel('usage.get', { app_id: appId, group_by: 'day' }),
        chat: () => api('POST', '/chat', { message: 'What is there?' }),
      },
    };
  },
};
