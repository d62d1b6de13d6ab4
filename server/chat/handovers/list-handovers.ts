import { sameAs } from '../../../db/same-as.ts';
import type { ListHandovers } from '../../../shared/contract/handovers.ts';
import { filtersOf } from '../../access/keys/filters-of.ts';
import { keyIdOf, type AppCall } from '../../call.ts';
import { toHandover } from './to-handover.ts';

/** A page of the requests for a person, newest first. To a key with a filter only those of its own sessions. */
export async function listHandovers(call: AppCall, { page, per_page, state }: ListHandovers) {
  let query = call.db
    .selectFrom('handovers')
    .innerJoin('sessions', (join) =>
      join
        .onRef('sessions.app_id', '=', 'handovers.app_id')
        .onRef('sessions.session_id', '=', 'handovers.session_id'),
    )
    .where('handovers.app_id', '=', call.app.appId);
  if (state) query = query.where('done_at', state === 'open' ? 'is' : 'is not', null);
  if (filtersOf(call).length > 0) query = query.where(sameAs('sessions.key_id', keyIdOf(call.actor)));
  const { total } = await query
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await query
    .selectAll('handovers')
    .orderBy('handover_id', 'desc')
    .limit(per_page)
    .offset((page - 1) * per_page)
    .execute();
  return {
    handovers: rows.map((row) => toHandover(call.app, row)),
    total,
    meta: { current_page: page, per_page, has_more: page * per_page < total },
  };
}
