// The model server of the stress tests, in the same process, so that they see each call start and end.
import { type ServerResponse } from 'node:http';
import { fakeEmbedding } from '../../test/model-server.ts';
import { startHttpServer } from '../../test/http-server.ts';

export const DIMENSIONS = 384;
const QUESTION = 'Who is called first in an outage?';

/** A question that the demo documents answer; its text also tells the model how to behave. */
export const ask = (id: string, { cut, pieces }: { cut?: number; pieces?: number } = {}): string =>
  `${QUESTION} id=${id}${cut === undefined ? '' : ` cut=${cut}`}${pieces === undefined ? '' : ` pieces=${pieces}`}`;

export type ModelCall = { openedAt: number; closedAt?: number; whole: boolean };
export type Model = {
  url: string;
  /** Calls by the id of the question. */
  calls: Map<string, ModelCall[]>;
  /** How an answer is sent: pieces, and the time between them. */
  speech: { pieces: number; piece: string; everyMs: number };
  /** Set: what goes wrong with every call. */
  trouble: 'refuse' | 'stall' | 'cut' | undefined;
  /** How many calls that was. */
  troubled: number;
  open(): number;
  close(): Promise<void>;
};

const frame = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
const chunk = (delta: object, finish_reason: string | null = null) =>
  frame({ choices: [{ index: 0, delta, finish_reason }] });

export async function startModel(): Promise<Model> {
  const calls: Model['calls'] = new Map();
  const speech = { pieces: 60, piece: ' word', everyMs: 10 };
  let open = 0;
  const server = await startHttpServer(async (req, res) => {
    const parts: Buffer[] = [];
    for await (const part of req) parts.push(part as Buffer);
    const body = JSON.parse(Buffer.concat(parts).toString());
    res.setHeader('content-type', 'application/json');
    const { trouble } = model;
    if (trouble) model.troubled++;
    if (trouble === 'refuse') return void res.writeHead(500).end('{"error":{"message":"out of order"}}');
    if (trouble === 'stall') await untilOver(res);
    if (res.destroyed) return;
    if (req.url!.endsWith('/embeddings') && trouble === 'cut') return void res.destroy();
    if (req.url!.endsWith('/embeddings')) return void res.end(JSON.stringify(embed(body.input)));
    const asked: string = body.messages.at(-1).content;
    const call: ModelCall = { openedAt: performance.now(), whole: false };
    const id = /id=(\S+)/.exec(asked)?.[1] ?? '';
    calls.set(id, [...(calls.get(id) ?? []), call]);
    open++;
    res.on('close', () => {
      open--;
      call.closedAt = performance.now();
      call.whole = res.writableFinished;
    });
    const pieces = Number(/pieces=(\d+)/.exec(asked)?.[1] ?? speech.pieces);
    await speak(
      res,
      { ...speech, pieces },
      Number(/cut=(\d+)/.exec(asked)?.[1] ?? (trouble === 'cut' ? 3 : Infinity)),
    );
  });
  const model: Model = {
    url: `${server.url}/v1`,
    calls,
    speech,
    trouble: undefined,
    troubled: 0,
    open: () => open,
    close: () => server.close(),
  };
  const untilOver = async (res: ServerResponse) => {
    while (model.trouble === 'stall' && !res.destroyed)
      await new Promise((resolve) => setTimeout(resolve, 50));
  };
  return model;
}

function embed(input: string | string[]) {
  const data = [input].flat().map((text, index) => ({
    index,
    embedding: Buffer.from(fakeEmbedding(text, DIMENSIONS).buffer).toString('base64'),
  }));
  return { data, usage: { prompt_tokens: data.length * 20, total_tokens: data.length * 20 } };
}

async function speak(res: ServerResponse, { pieces, piece, everyMs }: Model['speech'], cut: number) {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  for (let place = 0; place < pieces; place++) {
    if (place === cut) return void res.destroy();
    if (res.destroyed) return;
    const flowing = res.write(chunk({ content: `${piece}${place}` }));
    if (!flowing) await drained(res);
    if (everyMs > 0) await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  const usage = { prompt_tokens: 1000, completion_tokens: pieces, total_tokens: 1000 + pieces };
  res.end(`${chunk({}, 'stop')}${frame({ choices: [], usage })}data: [DONE]\n\n`);
}

function drained(res: ServerResponse): Promise<void> {
  if (res.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      res.off('drain', done).off('close', done);
      resolve();
    };
    res.on('drain', done).on('close', done);
  });
}
