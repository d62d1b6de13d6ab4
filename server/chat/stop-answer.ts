import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { AppCall } from '../call.ts';
import { findAnswer } from './find-answer.ts';

const WAIT_MS = 5_000;

/**
 * Stops a running answer on any process, and waits until its text is saved.
 * @returns its status: `aborted`, or its earlier end
 */
export async function stopAnswer(call: AppCall, { message_id }: { message_id: string }) {
  let { status } = await findAnswer(call, message_id);
  if (status !== 'streaming') return { message_id, status };
  await call.db
    .updateTable('messages')
    .set({ stop_requested_at: sql`now()` })
    .where('app_id', '=', call.app.appId)
    .where('message_id', '=', message_id)
    .where('status', '=', 'streaming')
    .execute();
  call.runningAnswers.find(message_id)?.stop.abort();
  const end = Date.now() + WAIT_MS;
  while (status === 'streaming' && Date.now() < end && !call.signal.aborted) {
    await sleep(50);
    ({ status } = await findAnswer(call, message_id));
  }
  return { message_id, status };
}
