import type { ChatEvent, Citation } from '../../shared/contract/chat.ts';

/** An answer as one object, for callers that do not stream. */
export async function collectAnswer(events: AsyncIterable<ChatEvent>) {
  let content = '';
  const citations: Citation[] = [];
  for await (const { event, data } of events) {
    if (event === 'message') content += data.content;
    else if (event === 'citation') citations.push(data);
    else return { ...data, content, citations };
  }
  throw new Error('the answer ended without an end event');
}
