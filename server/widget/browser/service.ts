// What the widget asks of the server, over the public API like anyone else.
import type { WidgetSettings } from '../../../shared/contract/widget.ts';

export type Citation = { index: number; document_name: string; page: number | null; quote: string };
export type Ending = { session_id: string; message_id: string; session_secret?: string };
export type Told =
  | { event: 'message'; data: { content: string } }
  | { event: 'citation'; data: Citation }
  | { event: 'end'; data: Ending }
  | { event: 'error'; data: { code: string; message: string } };

/** A refusal by the server, with its code. */
export class Refused extends Error {
  code: string;
  constructor({ code, message }: { code: string; message: string }) {
    super(message);
    this.code = code;
  }
}

export function openService(base: string, key: string) {
  const send = async (
    path: string,
    body?: object,
    { secret, signal }: { secret?: string | undefined; signal?: AbortSignal } = {},
  ): Promise<Response> => {
    const response = await fetch(`${base}/api/v1${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${key}`,
        ...(body && { 'content-type': 'application/json' }),
        ...(secret && { 'x-session-secret': secret }),
      },
      credentials: 'omit',
      ...(body && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    if (response.ok) return response;
    const told = await response.json().catch(() => undefined);
    throw new Refused(told?.error ?? { code: 'internal_error', message: String(response.status) });
  };
  return {
    settings: async (): Promise<WidgetSettings> => (await (await send('/widget')).json()).widget,
    async *ask(body: object, secret: string | undefined, signal: AbortSignal): AsyncGenerator<Told, void> {
      const response = await send('/chat', { ...body, stream: true }, { secret, signal });
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      let buffer = '';
      for (;;) {
        const { done, value } = await reader.read();
        // Every whole answer ends with one of these two events: anything else is a connection that was lost.
        if (done) throw new Error('the connection was lost');
        const frames = (buffer + value).split('\n\n');
        buffer = frames.pop()!;
        for (const frame of frames) {
          const event = /^event: (.*)$/m.exec(frame)?.[1];
          const data = /^data: (.*)$/m.exec(frame)?.[1];
          if (!event || !data) continue;
          const told = { event, data: JSON.parse(data) } as Told;
          if (told.event === 'error') throw new Refused(told.data);
          yield told;
          if (told.event === 'end') return;
        }
      }
    },
    feedback: (messageId: string, body: object, secret: string | undefined) =>
      send(`/messages/${messageId}/feedback`, body, { secret }),
  };
}
export type Service = ReturnType<typeof openService>;
