import { createParser } from 'eventsource-parser';

export type SeenEvent = { id?: string; event: string; data: any; at: number };

/** Reads a stream of Server-Sent Events to its end (or as far as `enough` says), with the comments seen. */
export async function readEvents(
  response: Response,
  enough: (events: SeenEvent[]) => boolean = () => false,
): Promise<{ events: SeenEvent[]; comments: string[]; text: string }> {
  const events: SeenEvent[] = [];
  const comments: string[] = [];
  const parser = createParser({
    onEvent: ({ id, event = 'message', data }) =>
      events.push({ id, event, data: JSON.parse(data), at: performance.now() }),
    onComment: (comment) => comments.push(comment),
  });
  const decoder = new TextDecoder();
  for await (const piece of response.body ?? []) {
    parser.feed(decoder.decode(piece, { stream: true }));
    if (enough(events)) break;
  }
  const text = events
    .filter(({ event }) => event === 'message')
    .map(({ data }) => data.content)
    .join('');
  return { events, comments, text };
}
