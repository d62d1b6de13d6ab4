// Requests made from the OpenAPI document, valid and broken: no answer may be a 500, none may differ from the document.
// PROPERTY_REQUESTS sets how many (5000 in the long run).
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readContract, type Conform } from './conform.ts';
import { readEvents } from './events.ts';
import { startDocent, type Docent } from './harness.ts';
import { newKey } from './keys.ts';

const REQUESTS = Number(process.env['PROPERTY_REQUESTS'] ?? 400);

let docent: Docent;
let conform: Conform;
let secret: string;
let known: string[];
beforeAll(async () => {
  docent = await startDocent();
  conform = await readContract(docent);
  const limits = { requests_per_minute: 0, concurrent_streams: null, tokens_per_day: null };
  ({ secret } = await newKey(docent, { limits }));
  const { documents } = await (await docent.api('/documents')).json();
  const answer = await (
    await docent.api('/chat', { json: { message: 'Who is called first?', resumable: true } })
  ).json();
  known = [documents[0].document_id, answer.session_id, answer.message_id];
});
afterAll(() => docent.close());

/** Values that fit a JSON Schema, as far as the document's own schemas use it. */
function fitting(schema: any): fc.Arbitrary<unknown> {
  if (schema.$ref)
    return fitting(
      schema.$ref
        .split('/')
        .slice(1)
        .reduce((at: any, step: string) => at[step], conform.document),
    );
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if ('const' in schema) return fc.constant(schema.const);
  const union = schema.anyOf ?? schema.oneOf;
  if (union) return fc.oneof(...union.map(fitting));
  if (schema.type === 'integer')
    return fc.integer({
      min: Math.max(schema.minimum ?? -100, -1e9),
      max: Math.min(schema.maximum ?? 100, 1e9),
    });
  if (schema.type === 'number')
    return fc.double({ min: schema.minimum ?? 0, max: schema.maximum ?? 10, noNaN: true });
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'array')
    return fc.array(fitting(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 3 });
  if (schema.type === 'object') {
    const properties = schema.properties ?? {};
    const names = Object.keys(properties);
    if (names.length === 0)
      return fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 });
    return fc.record(Object.fromEntries(names.map((name) => [name, fitting(properties[name])])), {
      requiredKeys: schema.required ?? [],
    });
  }
  const text = fc.string({ unit: 'grapheme', minLength: schema.minLength ?? 0, maxLength: 40 });
  if (schema.format === 'date')
    return fc.constantFrom('2026-01-15', '2025-02-28', '0001-01-01', '9999-12-31');
  return fc.oneof(text, fc.constantFrom(...known), fc.constantFrom('Who is called first in an outage?'));
}

const broken = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>('', '\0', '\ud800', 'x'.repeat(40_000), -1, 1e308, null, [], {}, '%', '../..'),
);

/** Replaces some fields by what does not fit, or adds them. */
const spoilt = (fields: Record<string, unknown>) =>
  fc
    .dictionary(fc.constantFrom(...Object.keys(fields), 'api_key', '__proto__', 'extra'), broken, {
      maxKeys: 2,
    })
    .map((wrong) => ({ ...fields, ...wrong }));

/** One time in so many; null otherwise. */
const rarely = <T>(one: fc.Arbitrary<T>, times: number): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: times - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: one });

type Request = { path: string; method: string; headers: Record<string, string>; body?: string };

/** A request for an operation; about half of them broken. */
function requestOf(path: string, method: string, described: any): fc.Arbitrary<Request> {
  const parameters: any[] = described.parameters ?? [];
  const body = described.requestBody?.content['application/json']?.schema;
  const fields = (where: string) =>
    fc.record(
      Object.fromEntries(
        parameters.filter((one) => one.in === where).map((one) => [one.name, fitting(one.schema)]),
      ),
      {
        requiredKeys: parameters
          .filter((one) => one.in === where && one.required)
          .map((one) => one.name) as never[],
      },
    );
  const maybe = (good: fc.Arbitrary<any>) => fc.oneof(good, good.chain(spoilt));
  return fc
    .record({
      inPath: fields('path'),
      query: maybe(fields('query')),
      json: body ? maybe(fitting(body)) : fc.constant({}),
      raw: rarely(fc.oneof(fc.string(), fc.constantFrom('{', '[]', 'null', '"text"', '')), 12),
      type: rarely(fc.constantFrom('text/plain', 'application/xml', 'multipart/form-data'), 15),
      key: rarely(fc.constantFrom('', 'Bearer', 'Basic x', `Bearer sk_${'a'.repeat(40)}`), 12),
      once: rarely(fc.constantFrom('a', 'b', 'x'.repeat(300)), 8),
    })
    .map(({ inPath, query, json, raw, type, key, once }) => {
      const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name) => segment((inPath as any)[name]));
      const search = Object.entries(query).map(([name, value]) => `${segment(name)}=${segment(value)}`);
      const sends = method === 'post' || method === 'put';
      return {
        path: search.length > 0 ? `${filled}?${search.join('&')}` : filled,
        method: method.toUpperCase(),
        headers: {
          authorization: key ?? `Bearer ${secret}`,
          ...(sends && { 'content-type': type ?? 'application/json' }),
          ...(sends && once && { 'idempotency-key': once }),
        },
        ...(sends && { body: raw ?? JSON.stringify(json) }),
      };
    });
}

/** Well-formed and not empty or a dot, which would make another path of it. */
const segment = (value: unknown): string => {
  const text = (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed();
  return /^\.{0,2}$/.test(text) ? 'x' : encodeURIComponent(text);
};

test(`${REQUESTS} requests made from the OpenAPI document are answered as it says`, async () => {
  const all = Object.entries(conform.document.paths).flatMap(([path, methods]) =>
    Object.entries<any>(methods).map(([method, described]) => ({ path, method, described })),
  );
  const any: fc.Arbitrary<{ id: string; request: Request }> = fc.oneof(
    ...all.map(({ path, method, described }) =>
      requestOf(path, method, described).map((request) => ({ id: described.operationId as string, request })),
    ),
  );
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(any, async ({ id, request }) => {
      const { path, ...init } = request;
      const response = await fetch(`${docent.url}/api/v1${path}`, init);
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      expect(response.status, `${init.method} ${path} ${init.body}`).toBeLessThan(500);
      if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
        const { events } = await readEvents(response);
        for (const event of events) conform.event(id, event);
        expect(events.filter(({ event }) => event === 'end' || event === 'error')).toHaveLength(1);
      } else await conform.answer(id, response);
    }),
    { numRuns: REQUESTS, endOnFailure: true },
  );
  // Both kinds were there.
  expect((statuses.get(200) ?? 0) + (statuses.get(202) ?? 0)).toBeGreaterThan(REQUESTS / 10);
  expect(statuses.get(400) ?? 0).toBeGreaterThan(REQUESTS / 20);
}, 3_600_000);
