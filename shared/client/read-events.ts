/** One Server-Sent Event: its id, its name, and its data, which is JSON. */
export type ServerEvent = { id: string | undefined; event: string; data: unknown };

/** The events of a response until it ends, also where it ends too early. Comments are left out. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent, void> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let buffer = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const frames = (buffer + decoder.decode(value, { stream: true }))
        .replaceAll('\r\n', '\n')
        .split('\n\n');
      buffer = frames.pop()!;
      for (const frame of frames) {
        const read = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(frame)?.[1];
        const event = read('event');
        if (event) yield { id: read('id'), event, data: JSON.parse(read('data') ?? 'null') };
      }
    }
  } finally {
    void reader.cancel().catch(() => {});
  }
}
