// An OpenAI-compatible server in this process, over real HTTP: streams, usage, errors, slowness, broken connections.
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startHttpServer } from './http-server.ts';

/** A response as another server gives it: JSON, or the raw body of a stream; a list is sent piece by piece. */
export type Played = { status?: number; json?: unknown; raw?: string | string[]; contentType?: string };

/** Answers a call in another server's dialect, also later; undefined: as usual. */
type Play = (
  body: any,
  call: { path: string; headers: IncomingMessage['headers'] },
) => Played | undefined | Promise<Played | undefined>;

type ChatBehaviour = {
  /** Pieces of the answer, or what makes them out of the messages sent. */
  pieces?: string[] | ((messages: { role: string; content: string }[]) => string[]);
  firstTokenMs?: number;
  /** Before the first token, too. */
  waitFor?: Promise<unknown>;
  tokenMs?: number;
  usage?: object | null;
  finishReason?: string;
  /** Answer this many calls with this status first. */
  failures?: { status: number; times: number; headers?: Record<string, string> };
  /** Cut the connection after this many pieces. */
  cutAfter?: number;
  /** Send an error object in the stream after this many pieces. */
  errorAfter?: number;
  /** Never answer. */
  hang?: boolean;
  play?: Play;
};

export type ModelServer = {
  url: string;
  chat: ChatBehaviour;
  embedding: {
    delayMs?: number;
    failures?: { status: number; times: number };
    plainNumbers?: boolean;
    /** Cut the connection. */
    cut?: 'before' | 'within';
    /** Reported in place of the true count. */
    usage?: object;
    play?: Play;
  };
  /** Bodies of all calls, in order. */
  calls: {
    path: string;
    headers: IncomingMessage['headers'];
    body: any;
    aborted: boolean;
    closedAt?: number;
  }[];
  /** Connections of running calls. */
  open: () => number;
  close(): Promise<void>;
};

export const EMBEDDING_DIMENSIONS = 64;

/** The environment of a Docent that talks to this server. */
export const modelEnvironment = (model: { url: string }) => ({
  OPENAI_BASE_URL: model.url,
  OPENAI_API_KEY: 'test-key',
  CHAT_MODEL: 'gpt-4o-mini',
  EMBEDDING_MODEL: 'test-embedding',
  EMBEDDING_DIMENSIONS: String(EMBEDDING_DIMENSIONS),
});

/** Words hashed into a few dimensions: enough for texts that share words to be near each other. */
export function fakeEmbedding(text: string, dimensions = EMBEDDING_DIMENSIONS): Float32Array {
  const vector = new Float32Array(dimensions);
  vector[0] = 0.1;
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    let hash = 7;
    for (let i = 0; i < word.length; i++) hash = (hash * 31 + word.charCodeAt(i)) >>> 0;
    vector[hash % dimensions]! += 1;
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

export async function startModelServer(dimensions = EMBEDDING_DIMENSIONS): Promise<ModelServer> {
  let running = 0;
  const model: Omit<ModelServer, 'url' | 'close'> = {
    chat: {},
    embedding: {},
    calls: [],
    open: () => running,
  };
  const server = await startHttpServer(async (req, res) => {
    running++;
    res.on('close', () => running--);
    const body = JSON.parse((await readBody(req)) || 'null');
    const call: ModelServer['calls'][number] = { path: req.url!, headers: req.headers, body, aborted: false };
    model.calls.push(call);
    res.on('close', () => {
      call.aborted = !res.writableFinished;
      call.closedAt = performance.now();
    });
    const { pathname } = new URL(req.url!, 'http://model');
    const isEmbedding = pathname.endsWith('/embeddings');
    const played = await (isEmbedding ? model.embedding : model.chat).play?.(body, call);
    if (played) return send(played, res);
    return isEmbedding ? embed(model, dimensions, body, res) : chat(model.chat, body, res);
  });
  return Object.assign(model, {
    url: `${server.url}/v1`,
    close: () => server.close(),
  });
}

async function send({ status = 200, json, raw, contentType }: Played, res: ServerResponse) {
  const type = contentType ?? (json === undefined ? 'text/event-stream' : 'application/json');
  res.writeHead(status, type === '' ? {} : { 'content-type': type });
  if (!Array.isArray(raw)) return void res.end(raw ?? JSON.stringify(json));
  for (const piece of raw) {
    res.write(piece);
    await sleep(PIECE_MS);
  }
  res.end();
}

/** Long enough that pieces arrive one by one. */
const PIECE_MS = 25;

async function readBody(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function refuse(
  res: ServerResponse,
  failures: { status: number; times: number; headers?: Record<string, string> } | undefined,
): boolean {
  if (!failures || failures.times <= 0) return false;
  failures.times--;
  res.writeHead(failures.status, { 'content-type': 'application/json', ...failures.headers });
  res.end(JSON.stringify({ error: { message: 'refused on purpose', type: 'test' } }));
  return true;
}

async function embed(
  model: Pick<ModelServer, 'embedding'>,
  dimensions: number,
  body: any,
  res: ServerResponse,
) {
  const { delayMs, failures, plainNumbers, usage, cut } = model.embedding;
  if (delayMs) await sleep(delayMs);
  if (refuse(res, failures)) return;
  if (cut === 'before') return void res.destroy();
  if (cut === 'within') return void res.write('{"data":[', () => res.destroy());
  const texts: string[] = Array.isArray(body.input) ? body.input : [body.input];
  const data = texts.map((text, index) => {
    const vector = fakeEmbedding(text, dimensions);
    const embedding =
      body.encoding_format === 'base64' && !plainNumbers
        ? Buffer.from(vector.buffer).toString('base64')
        : [...vector];
    return { object: 'embedding', index, embedding };
  });
  const tokens = texts.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0);
  res.setHeader('content-type', 'application/json');
  res.end(
    JSON.stringify({
      object: 'list',
      data,
      model: body.model,
      usage: usage ?? { prompt_tokens: tokens, total_tokens: tokens },
    }),
  );
}

async function chat(behaviour: ChatBehaviour, body: any, res: ServerResponse) {
  if (refuse(res, behaviour.failures)) return;
  if (behaviour.hang) return;
  const {
    pieces = ['Hello', ' there', '.'],
    firstTokenMs = 0,
    tokenMs = 0,
    finishReason = 'stop',
  } = behaviour;
  const { usage = { prompt_tokens: 812, completion_tokens: 96, total_tokens: 908 } } = behaviour;
  const all = typeof pieces === 'function' ? pieces(body.messages) : pieces;
  const chunk = (delta: object, extra: object = {}) =>
    `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: body.model, choices: [{ index: 0, delta, finish_reason: null, ...extra }] })}\n\n`;
  if (firstTokenMs) await sleep(firstTokenMs);
  await behaviour.waitFor;
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const [place, content] of all.entries()) {
    if (res.destroyed) return;
    if (place === behaviour.cutAfter) return void res.destroy();
    if (place === behaviour.errorAfter)
      return void res.end(`data: ${JSON.stringify({ error: { message: 'overloaded' } })}\n\n`);
    res.write(chunk({ content }));
    if (tokenMs) await sleep(tokenMs);
  }
  if (behaviour.cutAfter === all.length) return void res.destroy();
  res.write(chunk({}, { finish_reason: finishReason }));
  if (usage && body.stream_options?.include_usage)
    res.write(`data: ${JSON.stringify({ choices: [], usage })}\n\n`);
  res.end('data: [DONE]\n\n');
}
