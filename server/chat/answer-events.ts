// Stored events of a resumable answer: in batches, encrypted, removed with the message.
import { sql } from 'kysely';
import type { SentEvent } from '../../shared/chat/running-answers.ts';
import { places } from '../../shared/security/vault/places.ts';
import { seal, unseal } from '../../shared/security/vault/seal.ts';
import type { AppCall } from '../call.ts';

export const isLast = ({ event }: SentEvent): boolean => event === 'end' || event === 'error';

/** What was nearest is not stored: an erasure of its document would not find it. */
const storable = (event: SentEvent): SentEvent => {
  if (event.event !== 'end') return event;
  const { nearest: _nearest, ...data } = event.data;
  return { ...event, data };
};

/** Writes events with consecutive ids. Writing them twice changes nothing. */
export async function writeEvents(call: AppCall, messageId: string, events: SentEvent[]): Promise<void> {
  const first_id = events[0]!.id;
  const sealed = seal(
    call.app.dataKey,
    JSON.stringify(events.map(storable)),
    places.events(call.app.appId, messageId, first_id),
  );
  // Nothing is stored for a message that was removed or lost its text.
  await sql`
    insert into answer_events (app_id, message_id, first_id, events)
    select app_id, message_id, ${first_id}::integer, ${sealed}::bytea from messages
    where app_id = ${call.app.appId} and message_id = ${messageId} and finish_reason is distinct from 'erased'
    for share on conflict do nothing`.execute(call.db);
}

/** The events after this id that have been written. */
export async function readEvents(call: AppCall, messageId: string, after: number): Promise<SentEvent[]> {
  const rows = await call.db
    .selectFrom('answer_events')
    .select(['first_id', 'events'])
    .where('app_id', '=', call.app.appId)
    .where('message_id', '=', messageId)
    // The batch with the next event starts at or before it.
    .where('first_id', '>=', ({ selectFrom, fn, val }) =>
      selectFrom('answer_events')
        .select(fn.coalesce(fn.max('first_id'), val(0)).as('first'))
        .where('app_id', '=', call.app.appId)
        .where('message_id', '=', messageId)
        .where('first_id', '<=', after + 1),
    )
    .orderBy('first_id')
    .execute();
  return rows
    .flatMap(
      ({ first_id, events }) =>
        JSON.parse(
          unseal(call.app.dataKey, events, places.events(call.app.appId, messageId, first_id)).toString(),
        ) as SentEvent[],
    )
    .filter(({ id }) => id > after);
}
