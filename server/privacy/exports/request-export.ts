import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { RequestExport } from '../../../shared/contract/exports.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { sealSubject } from '../../../shared/privacy/exports/export-row.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { actorIdOf, type AppCall } from '../../call.ts';
import { toExport } from './to-export.ts';

/** How many exports may exist at once: a whole app may be large. */
const MOST = { app: 3, person: 100 };

/**
 * Requests a ZIP of the whole app or of one end user's data.
 * @throws rate_limited if the maximum number of exports exists
 */
export async function requestExport(call: AppCall, { end_user_id }: RequestExport) {
  const { app, actor } = call;
  const exportId = newId('exp');
  const row = await call.db.transaction().execute(async (tx) => {
    await requirePlace(tx, app.appId, end_user_id === undefined ? 'app' : 'person');
    const begun = await tx
      .insertInto('exports')
      .values({
        app_id: app.appId,
        export_id: exportId,
        of_person: end_user_id !== undefined,
        subject: end_user_id === undefined ? null : sealSubject(app, exportId, end_user_id),
        requested_by: actorIdOf(actor),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await call.queue.send(tx, 'write-export', { app_id: app.appId, export_id: exportId });
    return begun;
  });
  return { export: toExport(call, row) };
}

async function requirePlace(tx: Tx, appId: string, scope: keyof typeof MOST): Promise<void> {
  // Two requests at the same time must not both take the last slot.
  await tx.selectFrom('apps').select('app_id').where('app_id', '=', appId).forNoKeyUpdate().execute();
  const { kept, wait } = await tx
    .selectFrom('exports')
    .select(({ fn }) => [
      fn.countAll<number>().as('kept'),
      sql<number>`coalesce(ceil(extract(epoch from min(expires_at) - now())), 60)::integer`.as('wait'),
    ])
    .where('app_id', '=', appId)
    .where('of_person', '=', scope === 'person')
    .where((where) =>
      where.or([
        where('status', 'in', ['queued', 'running']),
        where.and([where('status', '=', 'done'), where('expires_at', '>', sql<Date>`now()`)]),
      ]),
    )
    .executeTakeFirstOrThrow();
  if (kept >= MOST[scope])
    fail(
      'rate_limited',
      `There are already ${kept} exports of ${scope === 'app' ? 'this app' : 'persons'}, which is the maximum. Use those, or wait until one expires.`,
      { retry_after: wait },
    );
}
