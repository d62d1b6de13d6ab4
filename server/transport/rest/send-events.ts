// Server-Sent Events: frames are built here and never relayed, memory is bounded, and there is exactly one `end` or
// `error`.
import type { Response } from 'express';
import type { BegunEvent, ChatEvent, ErrorEvent, RetractedEvent } from '../../../shared/contract/chat.ts';
import type { DocentError } from '../../../shared/platform/errors.ts';
import type { SystemCall } from '../../call.ts';
import { errorFor } from '../../access/visitors/visitor-error.ts';
import { httpError } from './errors.ts';

/** How events and errors are written: our format, or another protocol's. */
export type Frames = {
  /** Called with the ids before the first event. */
  begun?(data: BegunEvent['data']): void;
  /** Called when all text so far was thought. */
  retracted?(): void;
  event(event: ChatEvent | ErrorEvent, id: number): string;
  error(error: DocentError, requestId: string, id: number): string;
};
const ownFrames: Frames = {
  event: ({ event, data }, id) => `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
  error: ({ code, message }, request_id, id) =>
    `id: ${id}\nevent: error\ndata: ${JSON.stringify({ code, message, request_id })}\n\n`,
};

export type Pace = { heartbeatMs: number; stalledMs: number };
const PACE: Pace = { heartbeatMs: 15_000, stalledMs: 30_000 };
/** What follows a write sooner than this waits, so that it is written together: each write costs a call of the system. */
const WRITE_EVERY_MS = 20;
/** Characters that wait at most. */
const MOST_AT_ONCE = 16_384;

/**
 * Streams an answer. The first event is awaited before headers are sent, so that a refusal is an ordinary HTTP error;
 * unless it takes so long that a proxy would give up. Without events the response is 204: an EventSource that has seen
 * the end asks again and again until it gets that.
 * @throws what the first event throws
 */
export async function sendEvents(
  res: Response,
  call: SystemCall,
  events: AsyncGenerator<BegunEvent | RetractedEvent | ((ChatEvent | ErrorEvent) & { id?: number })>,
  { pace = PACE, frames: format = ownFrames }: { pace?: Pace; frames?: Frames | undefined } = {},
): Promise<void> {
  let id = 0;
  const open = () => {
    if (res.headersSent) return;
    res.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
      Connection: res.getHeader('Connection') ?? 'keep-alive',
    });
  };
  let frames = '';
  let writtenAt = -Infinity;
  let later: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(later);
    const waiting = frames;
    frames = '';
    if (waiting === '' || res.destroyed || res.writableEnded) return;
    writtenAt = performance.now();
    res.write(waiting);
  };
  /** The first words at once; those of one turn of the event loop in any case together. */
  const flushSoon = () => {
    const wait = writtenAt + WRITE_EVERY_MS - performance.now();
    if (wait > 0) later = setTimeout(flush, wait);
    else process.nextTick(flush);
  };
  const heart = setInterval(() => {
    open();
    if (!res.writableNeedDrain) res.write(': still here\n\n');
  }, pace.heartbeatMs);
  try {
    for await (const event of events) {
      if (event.event === 'begun') {
        nameAnswer(res, event.data);
        format.begun?.(event.data);
        continue;
      }
      if (event.event === 'retracted') {
        format.retracted?.();
        continue;
      }
      open();
      id = event.id ?? id + 1;
      heart.refresh();
      if (frames === '') flushSoon();
      frames += format.event(event, id);
      if (frames.length > MOST_AT_ONCE) flush();
      if (res.writableNeedDrain) await drained(res, pace.stalledMs);
      if (res.destroyed) return;
    }
    if (!res.headersSent) res.status(204);
    flush();
    res.end();
  } catch (error) {
    if (!res.headersSent) throw error;
    const codedError = httpError(error);
    if (codedError.status >= 500 && !call.signal.aborted)
      call.log.error({ err: error, request_id: call.requestId }, codedError.code);
    flush();
    res.end(format.error(errorFor(call, codedError), call.requestId, ++id));
  } finally {
    clearInterval(heart);
    clearTimeout(later);
  }
}

/** The answer's ids as headers, unless a comment line had to be sent before they were known. */
export function nameAnswer(
  res: Response,
  { session_id, message_id, session_secret }: BegunEvent['data'],
): void {
  if (res.headersSent) return;
  res.setHeader('X-Session-Id', session_id);
  res.setHeader('X-Message-Id', message_id);
  if (session_secret) res.setHeader('X-Session-Secret', session_secret);
}

/** Waits for a slow reader. One that has stopped reading is dropped, which aborts its answer. */
function drained(res: Response, stalledMs: number): Promise<void> {
  if (res.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => res.destroy(), stalledMs);
    const done = () => {
      clearTimeout(timer);
      res.off('drain', done).off('close', done);
      resolve();
    };
    res.on('drain', done).on('close', done);
  });
}
