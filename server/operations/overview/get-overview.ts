import { sql } from 'kysely';
import type { z } from 'zod';
import type { overview } from '../../../shared/contract/overview.panel.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { isSeen } from '../../is-seen.ts';
import { countAnswers } from './count-answers.ts';
import { countQuality } from './count-quality.ts';
import { findAttention } from './find-attention.ts';
import { measureIngest } from './measure-ingest.ts';
import { spanOf } from './span.ts';
import type { SeenCall } from '../../call.ts';

type Asked = z.output<typeof overview.getOverview.input>;
type Overview = z.output<typeof overview.getOverview.output>;

/**
 * The overview of the last days: answers, ingestion, and what needs attention, of what the caller sees. Days are in the
 * app's time zone; over all apps, in their common one, or UTC if they differ.
 * @throws app_not_found
 */
export async function getOverview(call: SeenCall, asked: Asked): Promise<Overview> {
  const span = (await spanOf(call, asked)) ?? fail('app_not_found');
  const [apps, counted, ingest, attention] = await Promise.all([
    call.db
      .selectFrom('apps')
      .select(['app_id', 'name'])
      .where(isSeen(call.seen, sql`workspace_id`))
      .orderBy('name')
      .orderBy('app_id')
      .execute(),
    call.db.transaction().execute(async (tx) => {
      // JIT compilation of these statements takes Postgres a second, running them less than a tenth of one.
      await sql`set local jit = off`.execute(tx);
      return { ...(await countAnswers(tx, span)), quality: await countQuality(tx, span) };
    }),
    measureIngest(call, span),
    findAttention(call),
  ]);
  return { time_zone: span.timeZone, apps, ...counted, ingest, attention };
}
