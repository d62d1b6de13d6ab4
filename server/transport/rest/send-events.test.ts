import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import type { ChatEvent } from '../../../shared/contract/chat.ts';
import { DocentError } from '../../../shared/platform/errors.ts';
import { readEvents } from '../../../test/events.ts';
import type { AppCall } from '../../call.ts';
import { sendEvents } from './send-events.ts';

let server: Server | undefined;
afterEach(() => {
  vi.useRealTimers();
  server?.closeAllConnections();
});

const call = {
  signal: new AbortController().signal,
  requestId: 'req_1',
  log: { error() {} },
} as unknown as AppCall;

async function serve(
  events: () => AsyncGenerator<ChatEvent>,
  pace = { heartbeatMs: 15_000, stalledMs: 30_000 },
): Promise<string> {
  server = createServer((_req, res) => {
    sendEvents(res as never, call, events(), { pace }).catch(() => res.writeHead(502).end());
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const say = (content: string): ChatEvent => ({ event: 'message', data: { content } });

test('a failure before the first event is left to the ordinary error handler', async () => {
  const url = await serve(async function* () {
    throw new DocentError('model_failed');
  });
  expect((await fetch(url)).status).toBe(502);
});

test('a failure after it is one error event', async () => {
  const url = await serve(async function* () {
    yield say('a');
    throw new Error('secret words');
  });
  const { events } = await readEvents(await fetch(url));
  expect(events.map(({ event }) => event)).toEqual(['message', 'error']);
  expect(events[1]!.data.code).toBe('internal_error');
  expect(JSON.stringify(events)).not.toContain('secret');
});

test('many events in one turn of the event loop arrive in order and whole', async () => {
  const url = await serve(async function* () {
    for (let n = 0; n < 1_000; n++) yield say(`${n} `);
    await sleep(1);
    yield say('last');
  });
  const { events, text } = await readEvents(await fetch(url));
  expect(events).toHaveLength(1_001);
  expect(text).toBe(`${Array.from({ length: 1_000 }, (_, n) => `${n} `).join('')}last`);
});

test('the first words are written at once, and what follows within 20 ms together', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const writes: string[] = [];
  const write = (text: string) => void writes.push(text.match(/(?<="content":")\w+/g)!.join());
  const res = {
    headersSent: false,
    writeHead: () => (res.headersSent = true),
    getHeader() {},
    write,
    end: () => writes.push('end'),
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const seen: string[][] = [];
  await sendEvents(
    res as never,
    call,
    (async function* () {
      for (const word of ['a', 'b', 'c']) {
        yield say(word);
        await turn();
        seen.push([...writes]);
      }
      vi.advanceTimersByTime(20);
      seen.push([...writes]);
      yield say('d');
    })(),
  );
  expect(seen).toEqual([['a'], ['a'], ['a'], ['a', 'b,c']]);
  expect(writes).toEqual(['a', 'b,c', 'd', 'end']);
});

test('comments keep a silent stream open, also before the first event', async () => {
  const url = await serve(
    async function* () {
      await sleep(150);
      yield say('late');
    },
    { heartbeatMs: 20, stalledMs: 30_000 },
  );
  const { comments, text } = await readEvents(await fetch(url));
  expect(comments.length).toBeGreaterThan(2);
  expect(text).toBe('late');
});

test('a reader that stops reading is not read ahead for, and dropped in the end', async () => {
  let made = 0;
  let ended = false;
  const url = await serve(
    async function* () {
      try {
        for (;;) {
          made++;
          yield say('x'.repeat(64_000));
        }
      } finally {
        ended = true;
      }
    },
    { heartbeatMs: 15_000, stalledMs: 300 },
  );
  const req = request(url).end();
  req.on('response', (res) => res.pause());
  req.on('error', () => {});
  // However long the machine takes: until it has begun and makes no more.
  let madeThen: number;
  do {
    madeThen = made;
    await sleep(50);
  } while (made === 0 || made !== madeThen);
  // What sockets and pipes hold is some megabytes; without backpressure it would be thousands of events.
  expect(made).toBeLessThan(300);
  const until = Date.now() + 5_000;
  while (!ended && Date.now() < until) await sleep(20);
  expect(ended).toBe(true);
  req.destroy();
});
