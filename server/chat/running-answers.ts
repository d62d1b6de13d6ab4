// The answers this process is making: how they are stopped from elsewhere, and where their readers find them.
import type { Context } from '../../shared/context.ts';
import type { Kept } from './keep-answering.ts';

export type Running = { stop: AbortController; kept?: Kept };

/** How often a process looks whether another was asked to stop one of its answers. */
const ASK_EVERY_MS = 400;

type Hand = { answers: Map<string, Running>; timer?: NodeJS.Timeout };
const hands = new Map<string, Hand>();

export const findRunning = ({ processId }: Context, messageId: string): Running | undefined =>
  hands.get(processId)?.answers.get(messageId);

/** Enters an answer while it is made. @returns what stops it, and the entry's end */
export function enterRunning(ctx: Context, messageId: string): Running & { leave(): void } {
  const { processId } = ctx;
  const hand = hands.get(processId) ?? { answers: new Map<string, Running>() };
  hands.set(processId, hand);
  const running: Running = { stop: new AbortController() };
  hand.answers.set(messageId, running);
  // On the embedded database there is no other process that could be asked.
  if (ctx.connection.engine.kind === 'postgres')
    hand.timer ??= setInterval(() => void stopRequested(ctx, hand), ASK_EVERY_MS).unref();
  return Object.assign(running, {
    leave() {
      hand.answers.delete(messageId);
      if (hand.answers.size > 0) return;
      clearInterval(hand.timer);
      hands.delete(processId);
    },
  });
}

/** Answers of all apps: asked beyond the one that made this process look. */
async function stopRequested({ connection, processId, log }: Context, hand: Hand): Promise<void> {
  try {
    const rows = await connection.db
      .selectFrom('messages')
      .select('message_id')
      .where('process_id', '=', processId)
      .where('status', '=', 'streaming')
      .where('stop_requested_at', 'is not', null)
      .execute();
    for (const { message_id } of rows) hand.answers.get(message_id)?.stop.abort();
  } catch (error) {
    log.warn({ err: error }, 'looking for answers to stop');
  }
}
