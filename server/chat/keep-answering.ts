// A resumable answer runs independently of its readers: it continues for a minute without any, and its events are
// stored so that every process can replay them.
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { SentEvent } from '../../shared/chat/running-answers.ts';
import type { BegunEvent, SendMessage } from '../../shared/contract/chat.ts';
import { DocentError, publicError } from '../../shared/platform/errors.ts';
import type { AppCall } from '../call.ts';
import { errorFor } from '../access/visitors/visitor-error.ts';
import { isLast, writeEvents } from './answer-events.ts';
import { sendMessage } from './send-message.ts';

/** How long an answer continues without readers. */
export const ALONE_MS = 60_000;
const WRITE_EVERY_MS = 100;

/** Starts an answer that continues without its reader. @throws what sendMessage throws before its first event */
export async function* keepAnswering(
  call: AppCall,
  input: SendMessage,
): AsyncGenerator<BegunEvent | SentEvent, void, undefined> {
  const abort = new AbortController();
  const own: AppCall = { ...call, signal: AbortSignal.any([abort.signal, call.stopping.signal]) };
  const source = sendMessage(own, input);
  const begun = await source.next();
  if (begun.done || begun.value.event !== 'begun') throw new Error('an answer begins with its ids');
  const { message_id: messageId } = begun.value.data;
  let first: Awaited<ReturnType<typeof source.next>> | undefined;
  try {
    yield begun.value;
    first = await source.next();
  } finally {
    // The reader left before the first event.
    if (!first) await source.return();
  }
  const events: SentEvent[] = [];
  let changed = Promise.withResolvers<void>();
  let readers = 0;
  let alone: NodeJS.Timeout | undefined;
  let written = 0;
  let done = false;

  const add = (event: SentEvent) => {
    events.push(event);
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const write = async () => {
    const batch = events.slice(written);
    if (batch.length === 0) return;
    await call.settlements.settle(() => writeEvents(own, messageId, batch));
    written += batch.length;
  };

  async function make(from: typeof begun): Promise<void> {
    try {
      for (let next = from; !next.done; next = await source.next())
        if (next.value.event !== 'begun' && next.value.event !== 'retracted')
          add({ ...next.value, id: events.length + 1 });
    } catch (error) {
      const { code, message, status } = errorFor(call, publicError(error));
      if (status >= 500 && !own.signal.aborted)
        call.log.error({ err: error, request_id: call.requestId }, code);
      add({ event: 'error', data: { code, message, request_id: call.requestId }, id: events.length + 1 });
    } finally {
      done = true;
      clearTimeout(alone);
    }
  }

  async function keep(): Promise<void> {
    while (!done) {
      await write();
      await sleep(WRITE_EVERY_MS);
    }
    await write();
  }

  /** Readers on other processes update the row. */
  async function endIfUnwatched(): Promise<void> {
    const { rows } = await sql<{ since: number | null }>`
      select extract(epoch from now() - watched_at)::double precision * 1000 as since from messages
      where app_id = ${call.app.appId} and message_id = ${messageId}`
      .execute(call.db)
      .catch(() => ({ rows: [] }));
    const since = rows[0]?.since ?? ALONE_MS;
    if (readers > 0 || done) return;
    if (since >= ALONE_MS) abort.abort(new DocentError('invalid_request', 'The client has gone.'));
    else alone = setTimeout(() => void endIfUnwatched(), ALONE_MS - since);
  }

  async function* read(after: number): AsyncGenerator<SentEvent, void, undefined> {
    readers++;
    clearTimeout(alone);
    try {
      for (let at = after; ; at++) {
        while (at >= events.length) {
          if (done) return;
          await changed.promise;
        }
        yield events[at]!;
        if (isLast(events[at]!)) return;
      }
    } finally {
      readers--;
      if (readers === 0 && !done) alone = setTimeout(() => void endIfUnwatched(), ALONE_MS);
    }
  }

  const running = call.runningAnswers.find(messageId);
  if (running) running.read = read;
  const release = call.settlements.hold();
  void make(first);
  keep()
    .catch((error) =>
      call.log.error({ err: error, message_id: messageId }, 'could not store events of an answer'),
    )
    .finally(release);
  yield* read(0);
}
