import { DocentError } from './docent-error.ts';
import type { Operations } from './operations.ts';
import { PAUSES_MS } from './pauses.ts';
import { readEvents } from './read-events.ts';
import { pause, type Send } from './send-request.ts';

type Output = Operations['sendMessage']['output'];
export type Question = Omit<Operations['sendMessage']['input'], 'stream' | 'resumable'> & {
  /** With a publishable key: what the session's first answer came with. */
  session_secret?: string;
};
export type Citation = Output['citations'][number];
export type ChatEvent =
  | { event: 'message'; data: { content: string } }
  | { event: 'citation'; data: Citation }
  | { event: 'end'; data: Omit<Output, 'content' | 'citations'> };

/** A running answer: its events, as often as the connection has to be made again; and the whole of it. */
export type Answer = AsyncIterable<ChatEvent> & {
  /** The whole answer, when it has ended. */
  whole(): Promise<Output>;
  /** Ends it; what was said so far is kept, and the events end with `end`. */
  stop(): Promise<void>;
};

/**
 * Asks when the events are read, or the whole is.
 * @param signal stops the answer on the server too
 */
export function openAnswer(
  send: Send,
  { session_secret, ...question }: Question,
  signal?: AbortSignal,
): Answer {
  let messageId = '';
  let secret = session_secret;
  const headers = () => (secret ? { 'x-session-secret': secret } : undefined);
  const stop = async () => {
    if (messageId)
      await send({ method: 'post', path: `/chat/${messageId}/stop`, json: {}, headers: headers() });
  };

  async function begin(): Promise<Response> {
    const json = { ...question, stream: true, resumable: true };
    const response = await send({ method: 'post', path: '/chat', json, headers: headers(), signal });
    messageId = response.headers.get('x-message-id') ?? '';
    secret = response.headers.get('x-session-secret') ?? secret;
    return response;
  }

  async function resume(last: string | undefined): Promise<Response | undefined> {
    const sent = { ...headers(), ...(last && { 'last-event-id': last }) };
    return send({ method: 'get', path: `/chat/${messageId}/stream`, headers: sent, signal }).catch(
      (error) => {
        if (error instanceof DocentError && (error.status === 0 || error.status >= 500)) return undefined;
        throw error;
      },
    );
  }

  async function* events(): AsyncGenerator<ChatEvent, void> {
    signal?.addEventListener('abort', () => void stop().catch(() => {}));
    let response: Response | undefined = await begin();
    let last: string | undefined;
    for (let tries = 0; ;) {
      try {
        for await (const { id, event, data } of response?.body ? readEvents(response.body) : []) {
          [last, tries] = [id, 0];
          if (event === 'error') throw new DocentError(data as { code: string; message: string });
          yield { event, data } as ChatEvent;
          if (event === 'end') return;
        }
      } catch (error) {
        if (error instanceof DocentError || signal?.aborted) throw error;
      }
      const ms = PAUSES_MS[tries++];
      if (ms === undefined)
        throw new DocentError({ code: 'lost', message: 'The connection was lost, and the answer with it.' });
      await pause(ms, signal);
      response = await resume(last);
    }
  }

  return {
    [Symbol.asyncIterator]: events,
    stop,
    async whole() {
      let content = '';
      const citations: Citation[] = [];
      for await (const { event, data } of events()) {
        if (event === 'message') content += data.content;
        else if (event === 'citation') citations.push(data);
        else return { ...data, content, citations };
      }
      throw new DocentError({ code: 'lost', message: 'The answer has no end.' });
    },
  };
}
