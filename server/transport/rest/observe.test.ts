// What an operator can see of a running server: metrics, readiness while draining, the log, traces.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openLog } from '../../../shared/platform/log.ts';
import { openMetrics } from '../../../shared/platform/telemetry/metrics.ts';
import { readEvents } from '../../../test/events.ts';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { until } from '../../../test/until.ts';
import { demoAppId } from '../../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../../test/model-server.ts';
import { startHttpServer } from '../../../test/http-server.ts';

const QUESTION = 'Who is called first in an outage?';
let model: ModelServer;
beforeAll(async () => {
  model = await startModelServer();
});
afterAll(() => model.close());
beforeEach(() => {
  model.chat = { pieces: ['The incident commander [1].'] };
});

/** A first start of its own, whose ingest is counted and traced. */
const FIRST_START = { ADMIN_EMAIL: 'first@example.com' };

let docent: Docent | undefined;
const start = async (environment: Record<string, string> = {}) => {
  docent = await startDocent({}, { ...modelEnvironment(model), ...environment });
  return docent;
};
const stop = async () => {
  const running = docent;
  docent = undefined;
  await running?.close();
};
afterEach(stop);

const scrape = async ({ url }: Docent, headers: Record<string, string> = {}) => {
  const response = await fetch(`${url}/metrics`, { headers });
  return { status: response.status, text: await response.text() };
};
/** The value of the one series with these labels. */
function valueOf(text: string, name: string, labels: Record<string, string> = {}): number | undefined {
  const line = text
    .split('\n')
    .find(
      (line) =>
        new RegExp(`^${name}[{ ]`).test(line) &&
        Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`)),
    );
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

describe('/metrics', () => {
  test('counts requests, answers, tokens, cost and time to first token by app; shows streams, queues and pool', async () => {
    const docent = await start(FIRST_START);
    const app = await demoAppId(docent);
    await until('the demo documents', async () => {
      const { documents } = await (await docent.api('/documents?status=ready')).json();
      return documents.length === 3;
    });
    const before = (await scrape(docent)).text;
    await docent.api('/chat', { json: { message: QUESTION } });
    await docent.api('/documents/doc_01k9m3t1v8f2srr4gq9x0c6c6d');
    await docent.api('/no/such/secret-path');
    const { text } = await scrape(docent);
    expect(
      valueOf(text, 'docent_http_requests_total', {
        route: '/api/v1/chat',
        status: '200',
        method: 'POST',
        app,
      }),
    ).toBe(1);
    expect(
      valueOf(text, 'docent_http_requests_total', {
        route: '/api/v1/documents/:document_id',
        status: '404',
        app,
      }),
    ).toBe(1);
    expect(
      valueOf(text, 'docent_http_requests_total', { route: 'unmatched', status: '404', app: 'none' }),
    ).toBe(1);
    expect(text).not.toMatch(/secret-path|doc_01/);
    expect(valueOf(text, 'docent_http_request_seconds_count', { route: '/api/v1/chat' })).toBe(1);
    expect(valueOf(text, 'docent_answers_total', { status: 'complete', app })).toBe(1);
    expect(valueOf(text, 'docent_time_to_first_token_seconds_count', { app })).toBe(1);
    const grown = (name: string, labels: Record<string, string>) =>
      valueOf(text, name, labels)! - (valueOf(before, name, labels) ?? 0);
    expect(valueOf(before, 'docent_tokens_total', { direction: 'input', app })).toBeGreaterThan(0);
    expect(grown('docent_tokens_total', { direction: 'output', app })).toBe(96);
    // 812 tokens in and 96 out of gpt-4o-mini.
    expect(grown('docent_cost_dollars_total', { app })).toBeCloseTo(0.0001794, 10);
    expect(valueOf(text, 'docent_queue_jobs', { queue: 'embed-chunks', state: 'waiting' })).toBe(0);
    expect(valueOf(text, 'docent_queue_oldest_seconds', { queue: 'embed-chunks' })).toBe(0);
    expect(valueOf(text, 'docent_database_up')).toBe(1);
    expect(valueOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
    if (docent.database.url)
      expect(valueOf(text, 'docent_database_connections', { state: 'idle' })).toBeGreaterThan(0);

    model.chat = { pieces: Array.from({ length: 1_000 }, () => 'on and on '), tokenMs: 20 };
    const abort = new AbortController();
    const response = await docent.api('/chat', {
      json: { message: QUESTION, stream: true },
      signal: abort.signal,
    });
    expect(valueOf((await scrape(docent)).text, 'docent_open_streams')).toBe(1);
    expect(response.status).toBe(200);
    abort.abort();
    await until('the stream to end', async () => {
      const { text } = await scrape(docent);
      return (
        valueOf(text, 'docent_open_streams') === 0 &&
        valueOf(text, 'docent_http_requests_total', { route: '/api/v1/chat', status: '499' }) === 1 &&
        valueOf(text, 'docent_answers_total', { status: 'aborted' }) === 1
      );
    });
  });

  test('gives no more than 100 apps a series of their own', async () => {
    const metrics = openMetrics();
    const labels = Array.from({ length: 500 }, (_, place) => metrics.appLabel(`app_${place}`));
    expect(new Set(labels).size).toBeLessThanOrEqual(101);
    expect(metrics.appLabel('app_499')).toBe('other');
    expect(metrics.appLabel('app_0')).toBe('app_0');
  });

  test('is for this machine alone, and for nobody behind a proxy or under a foreign name; with a token for who sends it', async () => {
    const docent = await start();
    expect((await scrape(docent)).status).toBe(200);
    expect((await scrape(docent, { 'x-forwarded-for': '203.0.113.7' })).status).toBe(404);
    // fetch does not let a Host be set: what a page with a rebound name sends.
    const { hostname, port } = new URL(docent.url);
    const { request } = await import('node:http');
    const status = await new Promise((resolve) =>
      request({ hostname, port, path: '/metrics', headers: { host: 'evil.example.com' } }, (res) => {
        res.resume();
        resolve(res.statusCode);
      }).end(),
    );
    expect(status).toBe(404);
    const token = 'a-token-for-prometheus';
    docent.ctx.config.metricsToken = token;
    expect((await scrape(docent)).status).toBe(404);
    expect((await scrape(docent, { authorization: 'Bearer wrong' })).status).toBe(404);
    expect((await scrape(docent, { authorization: `Bearer ${token}` })).status).toBe(200);
  });
});

test('/readyz is false while answers drain', async () => {
  const docent = await start();
  model.chat = { pieces: ['One. '], hang: true };
  // A body still on its way: the request cannot be ended for it.
  const { request } = await import('node:http');
  const pending = request(`${docent.url}/api/v1/chat`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${docent.apiKey}`,
      'content-type': 'application/json',
      'content-length': '100',
    },
  });
  pending.on('error', () => {});
  pending.write('{"message": ');
  await until('the request', () => docent.ctx.metrics.open.size === 1);
  expect((await fetch(`${docent.url}/readyz`)).status).toBe(200);
  const stopped = stop();
  const response = await fetch(`${docent.url}/readyz`);
  expect([response.status, await response.json()]).toEqual([503, { success: false }]);
  pending.destroy();
  await stopped;
});

test('a process that drains serves on until nothing comes, and every response closes its connection', async () => {
  const running = await start();
  model.chat = { pieces: ['One ', 'two.'], tokenMs: 300 };
  const asked = running.api('/chat', { json: { message: QUESTION, stream: true } });
  await until('the request', () => running.ctx.metrics.open.size === 1);
  docent = undefined;
  const drained = running.close(new AbortController().signal);
  expect((await fetch(`${running.url}/readyz`)).status).toBe(503);
  const { events } = await readEvents(await asked);
  expect(events.at(-1)).toMatchObject({ event: 'end' });
  const late = await running.api('/documents');
  expect([late.status, late.headers.get('connection')]).toEqual([200, 'close']);
  await drained;
  await expect(fetch(`${running.url}/readyz`)).rejects.toThrow('fetch failed');
});

test('the log has a line a request, with its id, and never a key or what people wrote', async () => {
  const docent = await start();
  const lines: string[] = [];
  docent.ctx.log = openLog({ logLevel: 'trace' }, { write: (line) => void lines.push(line) });
  const asked = await docent.api('/chat', { json: { message: 'The word is marzipan.', stream: true } });
  await readEvents(asked);
  await docent.api(`/sessions?api_key=${docent.apiKey}`, { headers: { authorization: '' } });
  await docent.api('/documents', { json: { name: 'marzipan.txt', text: 'All about marzipan.' } });
  await docent.api(`/sessions/${docent.apiKey}`);
  await docent.api(`/nowhere/${docent.apiKey}`);
  model.chat = { failures: { status: 400, times: 1 } };
  await docent.api('/chat', { json: { message: 'More of marzipan?' } });
  const logged = await until('six lines', () => {
    const requests = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request');
    return requests.length >= 6 && requests;
  });
  const app_id = await demoAppId(docent);
  expect(logged).toContainEqual(
    expect.objectContaining({
      request_id: asked.headers.get('x-request-id'),
      method: 'POST',
      route: '/api/v1/chat',
      status: 200,
      ms: expect.any(Number),
      app_id,
    }),
  );
  expect(lines.join('')).toContain('"model_failed"');
  expect(lines.join('')).not.toContain('marzipan');
  expect(lines.join('')).not.toContain(docent.apiKey);
});

describe('traces', () => {
  /** A collector that keeps what it is sent. */
  async function startCollector() {
    const spans: any[] = [];
    const server = await startHttpServer(async (req, res) => {
      const parts: Buffer[] = [];
      for await (const part of req) parts.push(part as Buffer);
      const body = JSON.parse(Buffer.concat(parts).toString());
      for (const resource of body.resourceSpans)
        for (const scope of resource.scopeSpans)
          for (const span of scope.spans) spans.push({ ...span, path: req.url, resource: resource.resource });
      res.setHeader('content-type', 'application/json');
      res.end('{}');
    });
    return { url: server.url, spans, close: () => server.close() };
  }
  const attributesOf = (span: any) =>
    Object.fromEntries(
      span.attributes.map(({ key, value }: any) => {
        const [raw] = Object.values<any>(value);
        return [key, raw?.values ? raw.values.map((one: any) => Object.values(one)[0]) : raw];
      }),
    );

  test('go to the collector that is configured: a request, its model calls below it, nothing that was said', async () => {
    const collector = await startCollector();
    const docent = await start({ ...FIRST_START, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    await until('the demo documents', async () => {
      const { documents } = await (await docent.api('/documents?status=ready')).json();
      return documents.length === 3;
    });
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const response = await docent.api('/chat', {
      json: { message: QUESTION, stream: true, temperature: 0.5, max_output_tokens: 100 },
      headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    });
    const { events } = await readEvents(response);
    model.chat = { failures: { status: 400, times: 1 } };
    await docent.api('/chat', { json: { message: QUESTION } });
    // Stopping sends what is left.
    await stop();
    await collector.close();
    const { spans } = collector;
    expect(spans[0].path).toBe('/v1/traces');
    expect(attributesOf(spans[0].resource)).toMatchObject({ 'service.name': 'docent' });
    const mine = spans.filter((span) => span.traceId === traceId);
    const root = mine.find(({ name }) => name === 'POST /api/v1/chat');
    expect(root.parentSpanId).toBe('00f067aa0ba902b7');
    expect(attributesOf(root)).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/api/v1/chat',
      'docent.request_id': response.headers.get('x-request-id'),
      'gen_ai.conversation.id': events.at(-1)!.data.session_id,
    });
    const chat = mine.find(({ name }) => name === 'chat gpt-4o-mini');
    expect([chat.parentSpanId, chat.kind]).toEqual([root.spanId, 3]);
    const attributes = attributesOf(chat);
    expect(attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.response.model': 'gpt-4o-mini',
      'gen_ai.response.id': expect.any(String),
      'gen_ai.conversation.id': events.at(-1)!.data.session_id,
      'gen_ai.request.temperature': 0.5,
      'gen_ai.usage.input_tokens': 812,
      'gen_ai.usage.output_tokens': 96,
      'gen_ai.response.finish_reasons': ['stop'],
      'server.address': '127.0.0.1',
    });
    const embeddings = mine.find(({ name }) => name === 'embeddings test-embedding');
    expect(embeddings.parentSpanId).toBe(root.spanId);
    expect(attributesOf(embeddings)).toMatchObject({ 'gen_ai.operation.name': 'embeddings' });
    const failed = spans
      .filter(({ name }) => name === 'chat gpt-4o-mini')
      .find(({ status }) => status.code === 2);
    expect(attributesOf(failed)).toMatchObject({ 'error.type': 'model_failed' });
    const jobs = spans.filter(({ name }) => name === 'process read-document');
    // Small documents share one.
    expect(jobs.length).toBeGreaterThanOrEqual(1);
    expect(JSON.stringify(spans)).not.toMatch(/outage|incident commander|sk_/);
  });

  test('load nothing where no collector is configured', async () => {
    const script = `
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ resolve: (name, context, next) => { const found = next(name, context); loaded.push(found.url); return found; } });
      await import('./server/create-http-app.ts');
      const { openTracing } = await import('./shared/platform/telemetry/tracing.ts');
      await openTracing(process.argv[1], '0');
      console.log(loaded.filter((url) => /opentelemetry.(sdk|exporter|otlp|resources)/.test(url)).length);`;
    const root = new URL('../../../', import.meta.url).pathname;
    const run = async (...endpoint: string[]) => {
      const arguments_ = ['--input-type=module', '-e', script, ...endpoint];
      return Number((await promisify(execFile)(process.execPath, arguments_, { cwd: root })).stdout);
    };
    expect(await run()).toBe(0);
    expect(await run('http://127.0.0.1:4318')).toBeGreaterThan(0);
  });
});
