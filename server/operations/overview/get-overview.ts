import { sql } from 'kysely';
import type { z } from 'zod';
import type { overview } from '../../../shared/contract/overview.panel.ts';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { countAnswers } from './count-answers.ts';
import { findAttention } from './find-attention.ts';
import { measureIngest } from './measure-ingest.ts';
import { spanOf } from './span.ts';

type Asked = z.output<typeof overview.getOverview.input>;
type Overview = z.output<typeof overview.getOverview.output>;

/**
 * How the service did in the last days, how its ingest does, and what somebody should look at.
 * Days are those of the app's workspace; over all apps, of their one time zone, or UTC where they have several.
 * @throws app_not_found
 */
export async function getOverview(ctx: Context, asked: Asked): Promise<Overview> {
  const span = (await spanOf(ctx, asked)) ?? fail('app_not_found');
  const [apps, counted, ingest, attention] = await Promise.all([
    ctx.db.selectFrom('apps').select(['app_id', 'name']).orderBy('name').orderBy('app_id').execute(),
    ctx.db.transaction().execute(async (tx) => {
      // Compiling these statements takes Postgres a second, running them less than a tenth of one.
      await sql`set local jit = off`.execute(tx);
      return countAnswers(tx, span);
    }),
    measureIngest(ctx, span),
    findAttention(ctx),
  ]);
  return { time_zone: span.timeZone, apps, ...counted, ingest, attention };
}
