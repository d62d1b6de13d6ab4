import type { AnswerEvent, ChatEvent, ErrorEvent } from '../../../shared/contract/chat.ts';
import type { Result, Once } from './begin-once.ts';

/** Stores an answer's events as they pass, before the reader sees the end, so that it can ask again at once. */
export async function* keepEvents(
  once: Exclude<Once, { kept: Result }>,
  events: AsyncGenerator<AnswerEvent | ErrorEvent>,
): AsyncGenerator<AnswerEvent | ErrorEvent, void, undefined> {
  const seen: ChatEvent[] = [];
  let kept = false;
  try {
    for await (const event of events) {
      if (event.event === 'retracted') seen.length = 0;
      else if (event.event !== 'begun' && event.event !== 'error') seen.push(event);
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
