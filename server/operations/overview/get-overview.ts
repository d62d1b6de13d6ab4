import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '../../../db/database.ts';
import type { overview } from '../../../shared/contract/overview.panel.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { isSeen } from '../../is-seen.ts';
import { compareQuality } from './compare-quality.ts';
import { countAnswers, type CountedAnswers } from './count-answers.ts';
import { countQuality } from './count-quality.ts';
import { findAttention } from './find-attention.ts';
import { measureIngest } from './measure-ingest.ts';
import { measureSpeed } from './measure-speed.ts';
import { spanOf } from './span.ts';
import { sumCalls, type Sums } from './sum-calls.ts';
import type { SeenCall } from '../../call.ts';

type Asked = z.output<typeof overview.getOverview.input>;
type Overview = z.output<typeof overview.getOverview.output>;

/** Number of apps listed, busiest first. */
const MOST_APPS = 8;

/**
 * The overview of the last days: answers, ingestion, and what needs attention, of what the caller sees. Days are in the
 * app's time zone; over all apps, in their common one, or UTC if they differ. What takes long is read side by side.
 * @throws app_not_found
 */
export async function getOverview(call: SeenCall, asked: Asked): Promise<Overview> {
  const span = (await spanOf(call, asked)) ?? fail('app_not_found');
  const [apps, answers, speed, { calls, quality }, ingest, attention] = await Promise.all([
    call.db
      .selectFrom('apps')
      .select(['app_id', 'name'])
      .where(isSeen(call.seen, sql`workspace_id`))
      .orderBy('name')
      .orderBy('app_id')
      .execute(),
    sumUp(call, (tx) => countAnswers(tx, span)),
    sumUp(call, (tx) => measureSpeed(tx, span)),
    // Together as long as each of the two above: what is read here holds connections that chats need, too.
    sumUp(call, async (tx) => ({ calls: await sumCalls(tx, span), quality: await countQuality(tx, span) })),
    measureIngest(call, span),
    findAttention(call),
  ]);
  return {
    time_zone: span.timeZone,
    apps,
    total: { ...sum(answers.days), ...speed.whole, ...figuresOf(calls.whole) },
    by_day: answers.days.map(({ place, day, answers: count, failed, aborted }) => ({
      day,
      answers: count,
      failed,
      aborted,
      ...speed.ofDay(place),
      ...figuresOf(calls.ofDay(day)),
    })),
    errors: answers.errors,
    by_app: apps
      .filter(({ app_id }) => !asked.app_id || app_id === asked.app_id)
      .map(({ app_id, name }) => {
        const { answers: count = 0, failed = 0 } = answers.ofApps.get(app_id) ?? {};
        const { input_tokens, output_tokens } = calls.ofApp(app_id);
        return { app_id, name, answers: count, failed, tokens: input_tokens + output_tokens };
      })
      .toSorted((a, b) => b.answers - a.answers || b.tokens - a.tokens)
      .slice(0, MOST_APPS),
    quality: compareQuality(answers.complete, quality),
    ingest,
    attention,
  };
}

/**
 * Runs statements that read a hundred thousand rows. JIT compilation would take Postgres a second, running them a tenth of
 * one; and they sort in memory.
 */
const sumUp = <T>({ db }: SeenCall, read: (tx: Tx) => Promise<T>): Promise<T> =>
  db.transaction().execute(async (tx) => {
    await sql`set local jit = off`.execute(tx);
    await sql`set local work_mem = '32MB'`.execute(tx);
    return read(tx);
  });

const sum = (rows: CountedAnswers['days']) => ({
  answers: rows.reduce((total, { answers }) => total + answers, 0),
  failed: rows.reduce((total, { failed }) => total + failed, 0),
  aborted: rows.reduce((total, { aborted }) => total + aborted, 0),
});

/** No calls cost nothing; null means there is no known price. */
const figuresOf = ({ calls, cost, input_tokens, output_tokens, unpriced_tokens }: Sums) => ({
  input_tokens,
  output_tokens,
  unpriced_tokens,
  cost: calls === 0 ? 0 : cost === null ? null : Number(cost),
});
