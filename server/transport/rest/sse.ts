// Server-Sent Events: frames built here, never relayed; bounded memory; exactly one `end` or `error`.
import type { Response } from 'express';
import type { ChatEvent } from '../../../shared/contract/chat.ts';
import type { ErrorEvent } from '../../chat/answer-events.ts';
import type { DocentError } from '../../../shared/platform/errors.ts';
import type { Call } from '../../call.ts';
import { httpError } from './errors.ts';

const HEARTBEAT_MS = 15_000;
const STALLED_MS = 30_000;

/** How events and a failure are written: our own names, or another protocol's. */
export type Frames = {
  event(event: ChatEvent | ErrorEvent, id: number): string;
  error(error: DocentError, requestId: string, id: number): string;
};
const ownFrames: Frames = {
  event: ({ event, data }, id) => `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
  error: ({ code, message }, request_id, id) =>
    `id: ${id}\nevent: error\ndata: ${JSON.stringify({ code, message, request_id })}\n\n`,
};

export type Pace = { heartbeatMs: number; stalledMs: number };

/**
 * Writes an answer as it is made. The first event is awaited before any header is sent, so that a refusal is an
 * ordinary HTTP error; unless it takes so long that a proxy would give up.
 * @throws what the first event throws
 */
export async function sendEvents(
  res: Response,
  call: Call,
  events: AsyncGenerator<(ChatEvent | ErrorEvent) & { id?: number }>,
  pace: Pace = { heartbeatMs: HEARTBEAT_MS, stalledMs: STALLED_MS },
  frames: Frames = ownFrames,
): Promise<void> {
  let id = 0;
  const open = () => {
    if (res.headersSent) return;
    res.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
      Connection: 'keep-alive',
    });
  };
  const heart = setInterval(() => {
    open();
    if (!res.writableNeedDrain) res.write(': still here\n\n');
  }, pace.heartbeatMs);
  try {
    for await (const event of events) {
      open();
      id = event.id ?? id + 1;
      heart.refresh();
      const flowing = res.write(frames.event(event, id));
      if (!flowing) await drained(res, pace.stalledMs);
      if (res.destroyed) return;
    }
    res.end();
  } catch (error) {
    if (!res.headersSent) throw error;
    const told = httpError(error);
    if (told.status >= 500 && !call.signal.aborted)
      call.log.error({ err: error, request_id: call.requestId }, told.code);
    res.end(frames.error(told, call.requestId, ++id));
  } finally {
    clearInterval(heart);
  }
}

/** Waits for a slow reader; one that has stopped reading is dropped, which aborts its answer. */
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
