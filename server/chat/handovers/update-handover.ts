import { sql } from 'kysely';
import { moment } from '../../../db/moment.ts';
import type { UpdateHandover } from '../../../shared/contract/handovers.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { ownsSession } from '../../access/sessions/owns-session.ts';
import { actorIdOf, type AppCall } from '../../call.ts';
import { toHandover } from './to-handover.ts';

/** Marks a request for a person as done, or opens it again. @throws handover_not_found */
export async function updateHandover(call: AppCall, { handover_id, state }: UpdateHandover) {
  const own = { app_id: call.app.appId, handover_id };
  const found = await call.db
    .selectFrom('handovers')
    .select('session_id')
    .where(({ and }) => and(own))
    .executeTakeFirst();
  if (!found || !(await ownsSession(call, found.session_id))) return fail('handover_not_found');
  const row = await call.db
    .updateTable('handovers')
    .set(
      state === 'done'
        ? { done_at: sql<Date>`coalesce(done_at, ${moment})`, done_by: actorIdOf(call.actor) }
        : { done_at: null, done_by: null },
    )
    .where(({ and }) => and(own))
    .returningAll()
    .executeTakeFirst();
  return { handover: toHandover(call.app, row ?? fail('handover_not_found')) };
}
