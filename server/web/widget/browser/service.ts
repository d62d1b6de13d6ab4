// The widget's client of the public API.
import type { HandoverOffer } from '../../../../shared/contract/handover-offer.ts';
import type { WidgetSettings } from '../../../../shared/contract/widget.ts';
import { PAUSES_MS } from './pauses.ts';

export type Citation = {
  index: number;
  document_name: string;
  source_url: string | null;
  page: number | null;
  ocr?: boolean;
  headings?: string[];
  quote: string;
};
export type Near = Pick<Citation, 'document_name' | 'source_url' | 'page' | 'quote'>;
type Ending = {
  session_id: string;
  message_id: string;
  session_secret?: string;
  nearest?: Near[];
  handover?: HandoverOffer;
};
/** The app's settings, with what it offers to who wants a person. */
export type Shown = WidgetSettings & { handover: HandoverOffer | null };
export type Frame =
  | { event: 'message'; data: { content: string } }
  | { event: 'citation'; data: Citation }
  | { event: 'end'; data: Ending }
  | { event: 'error'; data: { code: string; message: string } };

/** An error from the server with its code. Status 0: from within a stream. */
export class Refused extends Error {
  code: string;
  status: number;
  constructor({ code, message }: { code: string; message: string }, status = 0) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The ids of an answer, to resume and stop it. */
export type Begun = { message_id: string; session_id: string; session_secret?: string | undefined };
type Sent = { body?: object; secret?: string | undefined; last?: string | undefined; signal?: AbortSignal };

/**
 * @param visitor sent with each question
 * @param withCookies if the page itself serves the API behind its login
 */
export function openService(base: string, key: string, visitor: object = {}, withCookies = false) {
  const send = async (path: string, { body, secret, last, signal }: Sent = {}): Promise<Response> => {
    const response = await fetch(`${base}/api/v1${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${key}`,
        ...(body && { 'content-type': 'application/json' }),
        ...(secret && { 'x-session-secret': secret }),
        ...(last && { 'last-event-id': last }),
      },
      credentials: withCookies ? 'same-origin' : 'omit',
      ...(body && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    if (response.ok) return response;
    const refusal = await response.json().catch(() => undefined);
    throw new Refused(
      refusal?.error ?? { code: 'internal_error', message: String(response.status) },
      response.status,
    );
  };

  /** Undefined: it may work later. */
  const resume = ({ message_id, session_secret: secret }: Begun, signal: AbortSignal, last?: string) =>
    send(`/chat/${message_id}/stream`, { secret, signal, last }).catch((error) => {
      if (error instanceof Refused && error.status < 500 && error.status !== 429) throw error;
      return undefined;
    });

  /** A resumable answer continues without its reader: stop it explicitly. */
  const stop = ({ message_id, session_secret: secret }: Begun) =>
    send(`/chat/${message_id}/stop`, { body: {}, secret }).catch(() => {});

  /**
   * Reads an answer to its end. A lost connection is resumed after the last event, and at once when the network returns:
   * a connection that was open before may say nothing more.
   */
  async function* follow(
    response: Response | undefined,
    begun: Begun,
    signal: AbortSignal,
  ): AsyncGenerator<Frame, void> {
    let last: string | undefined;
    let line = new AbortController();
    const leave = () => line.abort();
    signal.addEventListener('abort', leave);
    if (begun.message_id) window.addEventListener('online', leave);
    try {
      for (let tries = 0; ;) {
        for await (const { id, sent } of response ? eventsOf(response, line.signal) : []) {
          [last, tries] = [id, 0];
          if (sent.event === 'error') throw new Refused(sent.data);
          yield sent;
          if (sent.event === 'end') return;
        }
        // A complete answer ends with one of these two events. Otherwise the connection was lost.
        // What ends meanwhile is kept: who knows to be offline waits on.
        const pause = PAUSES_MS[tries++] ?? (navigator.onLine ? undefined : 8_000);
        if (!begun.message_id || pause === undefined) throw new Error('lost');
        await rest(pause, line.signal);
        if (signal.aborted) throw new Error('stopped');
        line = new AbortController();
        response = await resume(begun, line.signal, last);
      }
    } finally {
      window.removeEventListener('online', leave);
    }
  }

  return {
    settings: async (): Promise<Shown> => {
      const { widget, handover } = await (await send('/widget')).json();
      return { ...widget, handover };
    },
    /** @param begun called when the answer has its ids @param signal stops the answer on the server */
    async *ask(
      body: object,
      secret: string | undefined,
      signal: AbortSignal,
      begun: (answer: Begun) => void,
    ): AsyncGenerator<Frame, void> {
      const asked = send('/chat', { body: { ...body, ...visitor, stream: true, resumable: true }, secret });
      const named = asked.then(({ headers }) => ({
        message_id: headers.get('x-message-id') ?? '',
        session_id: headers.get('x-session-id') ?? '',
        session_secret: headers.get('x-session-secret') ?? secret,
      }));
      const stopped = new Promise<never>((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          named.then(stop, () => {});
          reject(new Error('stopped'));
        }),
      );
      stopped.catch(() => {});
      const answer = await Promise.race([named, stopped]);
      if (answer.message_id) begun(answer);
      yield* follow(await asked, answer, signal);
    },
    /** An answer that was started on another page, from its start. */
    async *again(begun: Begun, signal: AbortSignal): AsyncGenerator<Frame, void> {
      signal.addEventListener('abort', () => void stop(begun));
      yield* follow(await resume(begun, signal), begun, signal);
    },
    handover: (body: object, secret: string | undefined) => send('/handovers', { body, secret }),
    feedback: (messageId: string, body: object, secret: string | undefined) =>
      send(`/messages/${messageId}/feedback`, { body, secret }),
  };
}
export type Service = ReturnType<typeof openService>;

/** The events of a stream. */
async function* eventsOf(
  response: Response,
  signal: AbortSignal,
): AsyncGenerator<{ id: string | undefined; sent: Frame }, void> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const leave = () => void reader.cancel().catch(() => {});
  signal.addEventListener('abort', leave);
  let buffer = '';
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: '' }));
      if (done) return;
      const frames = (buffer + value).split('\n\n');
      buffer = frames.pop()!;
      for (const frame of frames) {
        const [id, event, data] = ['id', 'event', 'data'].map(
          (name) => new RegExp(`^${name}: (.*)$`, 'm').exec(frame)?.[1],
        );
        if (event && data) yield { id, sent: { event, data: JSON.parse(data) } as Frame };
      }
    }
  } finally {
    leave();
  }
}

/** Waits, but no longer than until the signal aborts. */
const rest = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) return resolve();
    setTimeout(resolve, ms);
    signal.addEventListener('abort', () => resolve());
  });
