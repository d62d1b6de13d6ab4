import { Readable } from 'node:stream';

/** How long a store may be silent in the middle of a file. */
const BETWEEN_BYTES_MS = 60_000;

/**
 * A body as it arrives. It fails if the server is silent for too long while more is wanted: a slow reader is no fault
 * of the server.
 * @param translate makes the error that readers get
 */
export function watched(
  body: Readable,
  translate: (error: unknown) => unknown,
  silentMs = BETWEEN_BYTES_MS,
): Readable {
  const arrive = async function* (): AsyncGenerator<Buffer, void> {
    const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    try {
      for (;;) {
        const timer = setTimeout(
          () => body.destroy(new Error(`the file store sent nothing for ${silentMs / 1_000} seconds`)),
          silentMs,
        );
        const next = await pieces.next().finally(() => clearTimeout(timer));
        if (next.done) return;
        yield next.value;
      }
    } catch (error) {
      throw translate(error);
    }
  };
  const watching = Readable.from(arrive(), { objectMode: false });
  // A generator that was never started ends without a word to its source.
  watching.on('close', () => body.destroy());
  // Between two readers of this stream an error has nobody to go to.
  body.on('error', () => {});
  return watching;
}
