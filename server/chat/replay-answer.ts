import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { SentEvent } from '../../shared/chat/running-answers.ts';
import type { BegunEvent, ReplayAnswer } from '../../shared/contract/chat.ts';
import { errorCodes } from '../../shared/contract/errors.ts';
import { fail } from '../../shared/platform/errors.ts';
import type { AppCall } from '../call.ts';
import { isLast, readEvents } from './answer-events.ts';
import { findAnswer } from './find-answer.ts';

const LOOK_EVERY_MS = 100;
const MARK_EVERY_MS = 10_000;
/** The last events of an answer are written after it was settled; wait this long for them. */
const LATE_MS = 10_000;

/**
 * Replays a resumable answer after a given event and follows it while it runs. Without events if the last one was seen.
 * @throws message_not_found, answer_not_resumable, answer_erased
 */
export async function* replayAnswer(
  call: AppCall,
  { message_id, last_event_id }: ReplayAnswer,
): AsyncGenerator<BegunEvent | SentEvent, void, undefined> {
  const answer = await findAnswer(call, message_id);
  if (!answer.resumable) fail('answer_not_resumable');
  if (answer.finish_reason === 'erased') fail('answer_erased');
  yield { event: 'begun', data: { session_id: answer.session_id, message_id } };
  const read = call.runningAnswers.find(message_id)?.read;
  if (read) return yield* read(last_event_id);
  let seen = last_event_id;
  let markedAt = -MARK_EVERY_MS;
  for (;;) {
    const state = await readState(call, message_id);
    if (state.erased) fail('answer_erased');
    const events = await readEvents(call, message_id, seen);
    if (events.length === 0 && state.status !== 'streaming')
      if ((await readEvents(call, message_id, 0)).some((event) => isLast(event) && event.id <= seen)) return;
    for (const event of events) {
      yield event;
      seen = event.id;
      if (isLast(event)) return;
    }
    if (state.status !== 'streaming' && state.since > LATE_MS) {
      const data = {
        code: 'internal_error' as const,
        message: `The answer was interrupted. ${errorCodes.internal_error[1]}`,
        request_id: call.requestId,
      };
      return yield { event: 'error', data, id: seen + 1 };
    }
    if (performance.now() - markedAt > MARK_EVERY_MS) {
      markedAt = performance.now();
      await markWatched(call, message_id);
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal: call.signal });
  }
}

async function readState(
  call: AppCall,
  messageId: string,
): Promise<{ status: string; erased: boolean; since: number }> {
  const { rows } = await sql<{ status: string; erased: boolean; since: number | null }>`
    select status, coalesce(finish_reason = 'erased', false) as erased, extract(epoch from now() - completed_at)::double precision * 1000 as since from messages
    where app_id = ${call.app.appId} and message_id = ${messageId}`.execute(call.db);
  const row = rows[0] ?? fail('message_not_found');
  return { ...row, since: row.since ?? 0 };
}

const markWatched = (call: AppCall, messageId: string) =>
  call.db
    .updateTable('messages')
    .set({ watched_at: sql`now()` })
    .where('app_id', '=', call.app.appId)
    .where('message_id', '=', messageId)
    .where('status', '=', 'streaming')
    .execute();
