// The load: parallel chats over keep-alive connections; measures the time to the first token of each.
import { Agent, request } from 'node:http';

export type Target = {
  url: string;
  headers: Record<string, string> | ((n: number) => Record<string, string>);
  body: (n: number) => string;
  firstToken: string;
  complete: string;
};
export type Load = { firstTokenMs: number[]; seconds: number; chats: number };

/**
 * Runs chats with a given concurrency.
 * @param spreadMs period over which the first chats start
 * @throws if an answer does not end properly
 */
export async function runChats(
  target: Target,
  concurrency: number,
  chats: number,
  spreadMs = 0,
): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const firstTokenMs: number[] = [];
  let next = 0;
  const started = performance.now();
  // People do not press return at the same time: each starts somewhere within the duration of the first chat.
  const worker = async (_: unknown, place: number) => {
    await new Promise((resolve) => setTimeout(resolve, (spreadMs * place) / concurrency));
    while (next < chats) firstTokenMs.push(await chat(target, agent, next++));
  };
  await Promise.all(Array.from({ length: concurrency }).map(worker));
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  return { firstTokenMs, seconds, chats };
}

function chat(target: Target, agent: Agent, n: number): Promise<number> {
  const body = target.body(n);
  const headers = typeof target.headers === 'function' ? target.headers(n) : target.headers;
  return new Promise((resolve, reject) => {
    const sent = performance.now();
    let first = 0;
    let tail = '';
    const req = request(
      target.url,
      { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
      (res) => {
        res.setEncoding('latin1');
        res.on('data', (text: string) => {
          if (!first && (tail + text).includes(target.firstToken)) first = performance.now();
          tail = (tail + text).slice(-2_000);
        });
        res.on('end', () => {
          if (!first || !tail.includes(target.complete))
            reject(new Error(`unexpected answer ${res.statusCode}: ${tail.slice(-500)}`));
          else resolve(first - sent);
        });
      },
    );
    req.on('error', reject);
    req.end(body);
  });
}

/** The value below which this share of the values lies. */
export const percentile = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;
