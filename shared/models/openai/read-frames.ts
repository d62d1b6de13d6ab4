import { createParser } from 'eventsource-parser';
import { readChunk, type ReadChunk } from './read-chunk.ts';

/** `done`: the stream has said that it is complete. `page`: the body is a web page. */
export type Frames = { chunks: ReadChunk[]; done: boolean; page: boolean };

export type FrameReader = {
  /** Frames that this piece of the body completes. */
  read(piece: string): Frames;
  /** The rest, when the body has ended. */
  end(): Frames;
};

/** Longest answer that is read as one JSON body. */
const MOST_JSON_CHARACTERS = 8_000_000;

/**
 * Reads the body of a 2xx response: Server-Sent Events with data frames, `event: error`, or `error:` as a field
 * (llama.cpp); or one JSON body, whatever its content type says.
 */
export function frameReader(contentType: string): FrameReader {
  let frames: Frames = { chunks: [], done: false, page: false };
  const take = () => {
    const taken = frames;
    frames = { chunks: [], done: false, page: false };
    return taken;
  };
  const add = (data: string, isError = false) => {
    if (data.length < 20 && data.trim() === '[DONE]') return void (frames.done = true);
    const parsed = parse(data);
    if (parsed === undefined && !isError) return;
    const chunk = readChunk(parsed);
    frames.chunks.push(
      isError && !chunk.failure ? { ...chunk, failure: { names: [], text: data, code: '' } } : chunk,
    );
  };
  const parser = createParser({
    onEvent: ({ event, data }) => add(data, event === 'error'),
    onError: ({ type, field, value }) => {
      if (type === 'unknown-field' && field === 'error') add(value ?? '', true);
    },
  });
  let kind: 'events' | 'json' | 'page' | undefined = contentType.startsWith('text/event-stream')
    ? 'events'
    : undefined;
  let body = '';
  return {
    read(piece) {
      kind ??= kindOf(piece);
      if (kind === 'events') parser.feed(piece);
      else if (body.length < MOST_JSON_CHARACTERS) body += piece;
      return take();
    },
    end() {
      if (kind === 'events') parser.feed('\n\n');
      else if (kind === 'json') {
        add(body);
        frames.done = frames.chunks.length > 0;
      } else frames.page = kind === 'page';
      return take();
    },
  };
}

/** By its first character: a data frame begins with a letter, `:` or an empty line. */
function kindOf(piece: string): 'events' | 'json' | 'page' | undefined {
  const [first] = piece.trimStart();
  if (first === undefined) return undefined;
  if (first === '{' || first === '[') return 'json';
  return first === '<' ? 'page' : 'events';
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
