import { sealHandover } from '../../../shared/chat/sealed-handover.ts';
import { MOST_HANDOVERS_A_SESSION, type RequestHandover } from '../../../shared/contract/handovers.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { emitEvent } from '../../../shared/webhooks/emit-event.ts';
import { ownsSession } from '../../access/sessions/owns-session.ts';
import type { AppCall } from '../../call.ts';

/**
 * Stores a visitor's request for a person, sealed, with its webhook event. It is sent nowhere else.
 * @throws handover_off unless the app offers a form; session_not_found; rate_limited for more than a few in one session
 */
export async function requestHandover(call: AppCall, { session_id, ...given }: RequestHandover) {
  const { app, db, queue } = call;
  const { handover } = app;
  if (handover?.kind !== 'form') return fail('handover_off');
  if (!(await ownsSession(call, session_id))) fail('session_not_found');
  const handover_id = newId('hov');
  const { name = null, contact, message } = given;
  await db.transaction().execute(async (tx) => {
    // An erasure of the session waits, or has won; two requests at once are counted one after the other.
    const session = await tx
      .selectFrom('sessions')
      .select('session_id')
      .where('app_id', '=', app.appId)
      .where('session_id', '=', session_id)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (!session) fail('session_not_found');
    const { count } = await tx
      .selectFrom('handovers')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('app_id', '=', app.appId)
      .where('session_id', '=', session_id)
      .executeTakeFirstOrThrow();
    if (count >= MOST_HANDOVERS_A_SESSION)
      fail('rate_limited', 'This conversation has asked for a person often enough. Somebody will answer.');
    await tx
      .insertInto('handovers')
      .values({
        app_id: app.appId,
        handover_id,
        session_id,
        content: sealHandover(app, handover_id, { name, contact, message, consent: handover.consent }),
      })
      .execute();
    await emitEvent(tx, queue, app.appId, 'handover.requested', { handover_id, session_id });
  });
  return { handover_id };
}
