import type { ChatEvent } from '../../../shared/contract/chat.ts';
import type { Result, Once } from './begin-once.ts';

/** Keeps an answer's events as they pass; kept before the reader sees the end, so that it may ask again at once. */
export async function* keepEvents(
  once: Exclude<Once, { kept: Result }>,
  events: AsyncGenerator<ChatEvent>,
): AsyncGenerator<ChatEvent, void, undefined> {
  const seen: ChatEvent[] = [];
  let kept = false;
  try {
    for await (const event of events) {
      seen.push(event);
      if (event.event === 'end') {
        await once.keep({ events: seen });
        kept = true;
      }
      yield event;
    }
  } finally {
    if (!kept) await once.drop();
  }
}
