import type { AnswerEvent, BegunEvent, Citation, ErrorEvent } from '../../shared/contract/chat.ts';
import { DocentError } from '../../shared/platform/errors.ts';

/**
 * Collects an answer into one object, for callers that do not stream.
 * @param onBegun called with the answer's ids as soon as they are known
 */
export async function collectAnswer(
  events: AsyncIterable<AnswerEvent | ErrorEvent>,
  onBegun?: (begun: BegunEvent['data']) => void,
) {
  let content = '';
  const citations: Citation[] = [];
  for await (const { event, data } of events) {
    if (event === 'begun') onBegun?.(data);
    else if (event === 'retracted') {
      content = '';
      citations.length = 0;
    } else if (event === 'message') content += data.content;
    else if (event === 'citation') citations.push(data);
    else if (event === 'error') throw new DocentError(data.code, data.message);
    else return { ...data, content, citations };
  }
  throw new Error('the answer ended without an end event');
}
