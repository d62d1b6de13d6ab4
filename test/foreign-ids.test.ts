// Ids of another app at everything that takes an id: every field of every operation and procedure is found by itself,
// in path, query, body and filter, so that a new one is tried too, or fails for want of an id to try it with.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { router } from '../server/transport/trpc/router.ts';
import type { Operation } from '../shared/contract/index.ts';
import { onPostgres } from './database.ts';
import { expectNothingOf, idFields, plain } from './foreign.ts';
import { startDocent, type Docent } from './harness.ts';
import { bearer } from './keys.ts';
import { operations } from './samples.ts';
import { CANARY, ORIGIN, newTenant, ownerOf, rowsOf, unknownIds, type Owned, type Tenant } from './tenant.ts';

let docent: Docent;
let ours: Tenant;
let theirs: Tenant;
let before: Record<string, unknown[]>;
/** Statements that were not bound to an app. */
const asSystem = new Set<string>();
beforeAll(async () => {
  docent = await startDocent();
  ours = await newTenant(docent, 'granite');
  theirs = await newTenant(docent, CANARY);
  before = await rowsOf(docent, theirs.appId);
  docent.ctx.db = docent.ctx.db.withPlugin({
    transformQuery({ node, queryId }) {
      asSystem.add(
        docent.ctx.connection.db.getExecutor().compileQuery(node, queryId).sql.replaceAll(/\s+/g, ' ').trim(),
      );
      return node;
    },
    transformResult: async ({ result }) => result,
  });
});
afterAll(() => docent.close());

/** What a request must hold beside ids, by operation or procedure. */
const question = { message: 'When does the vault open?' };
const asking = { contact: 'kim@example.com', message: 'Please call me.', consent: true };
const besides: Record<string, object> = {
  sendMessage: question,
  'chat.sendMessage': question,
  'playground.ask': question,
  searchDocuments: { query: question.message },
  'search.documents': { query: question.message },
  replaceDocument: { text: 'A version from elsewhere.' },
  'documents.replace': { text: 'A version from elsewhere.' },
  giveFeedback: { rating: 'down', comment: 'Wrong.' },
  'feedback.give': { rating: 'down', comment: 'Wrong.' },
  'library.passage': { start: 0, end: 5 },
  'library.change': { change: 'tag', tag: 'seen' },
  'keys.limit': { limits: { tokens_per_day: 1 } },
  'keys.allowOrigins': { allowed_origins: ['https://a.example'] },
  'budgets.set': { cap: '0' },
  addEvaluationQuestions: { questions: [{ question: question.message }] },
  'evaluations.addQuestions': { questions: [{ question: question.message }] },
  compareEvaluationRuns: { base_run_id: 'evr_none' },
  createCuratedAnswer: { questions: [question.message], text: 'At ten.' },
  'curatedAnswers.create': { questions: [question.message], text: 'At ten.' },
  requestHandover: asking,
  'handovers.request': asking,
  updateHandover: { state: 'done' },
  'handovers.update': { state: 'done' },
  reviewUnanswered: { state: 'fixed' },
  'unanswered.review': { state: 'fixed' },
  'embedding.estimate': { model: 'builtin-hash' },
};
/** Fields that narrow what is looked at: with another app's id nothing is left. All others are refused. */
const narrowing = [
  'end_user_id',
  'listDocuments source_id',
  'documents.list source_id',
  'library.list source_id',
  'library.named document_ids',
  'webhooks.deliveries endpoint_id',
  'conversations.list key_id',
];
const narrows = (name: string, field: string) =>
  field.startsWith('filter.') || narrowing.includes(field) || narrowing.includes(`${name} ${field}`);

/** Fills one field with a tenant's id of that name; the others that an operation cannot do without are our own. */
function fill(
  base: object,
  fields: { path: string; list: boolean }[],
): (ids: Owned) => Record<string, unknown> {
  return (ids) => {
    const input: any = structuredClone(base);
    for (const { path, list } of fields) {
      const names = path.split('.');
      const last = names.pop()!;
      const id = ids[last] ?? expect.unreachable(`test/tenant.ts has nothing whose id goes into ${path}`);
      let place = input;
      for (const name of names)
        place = name.endsWith('[]') ? (place[name.slice(0, -2)] ??= [{}])[0] : (place[name] ??= {});
      place[last] = list ? [id] : id;
    }
    return input;
  };
}

const cases = operations
  .filter(({ scope }) => scope)
  .flatMap((operation) =>
    idFields(operation.input).map((field) => [operation.id, field.path, operation, field] as const),
  );

describe('an id of another app at the API', () => {
  type Sender = { name: string; headers: Record<string, string>; owned: Owned };
  const senders = (from: Tenant, of: Tenant): Sender[] => [
    { name: 'secret key', headers: bearer(from.secret), owned: of.ids },
    { name: 'key in X-API-Key', headers: { authorization: '', 'x-api-key': from.secret }, owned: of.ids },
    {
      // With the other app's own session secret.
      name: 'publishable key',
      headers: {
        ...bearer(from.publishable.secret),
        origin: ORIGIN,
        'x-session-secret': of.publishable.sessionSecret,
      },
      owned: of.publishable.ids,
    },
  ];

  async function ask(operation: Operation, input: Record<string, unknown>, headers: Record<string, string>) {
    const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => String(input[name]));
    const rest = Object.fromEntries(Object.entries(input).filter(([name]) => !inPath.includes(name)));
    const bodyless = operation.method === 'get' || operation.method === 'delete';
    const query = bodyless ? `?${new URLSearchParams(rest as Record<string, string>)}` : '';
    const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value));
    const response = await fetch(`${docent.url}/api/v1${path}${query}`, {
      method: operation.method.toUpperCase(),
      headers: { ...sent, ...(!bodyless && { 'content-type': 'application/json' }) },
      ...(!bodyless && { body: JSON.stringify(rest) }),
    });
    return { status: response.status, text: await response.text() };
  }

  test.each(cases)('%s: %s', async (id, path, operation, field) => {
    const own = idFields(operation.input).filter((other) => operation.path.includes(`{${other.path}}`));
    const input = fill(besides[id] ?? {}, [...own.filter((other) => other.path !== path), field]);
    for (const { name, headers, owned } of senders(ours, theirs)) {
      const unknown = unknownIds(owned);
      const foreign = await ask(operation, input(owned), headers);
      const nothing = await ask(operation, input(unknown), headers);
      const about = `${operation.id} ${path} with a ${name}`;
      expect([foreign.status, plain(foreign.text, owned)], about).toEqual([
        nothing.status,
        plain(nothing.text, unknown),
      ]);
      expectNothingOf(theirs, plain(foreign.text, owned), about);
      // A publishable key may lack the scope, whatever the id.
      const refused = name === 'publishable key' ? [403, 404] : [404];
      if (foreign.status >= 300 || !narrows(id, path)) expect(refused, about).toContain(foreign.status);
    }
  });
});

type Procedure = { _def: { type: 'query' | 'mutation'; inputs: z.ZodType[] } };
const procedures = Object.entries(router._def.procedures as unknown as Record<string, Procedure>)
  // Those inside one app; what the operator's staff sees of all apps at once belongs to no tenant.
  .filter(
    ([path, { _def }]) =>
      // The filter of a key is stored, and looks nothing up.
      path !== 'keys.create' &&
      _def.inputs[0] instanceof z.ZodObject &&
      'app_id' in _def.inputs[0].shape &&
      _def.inputs.length > 0,
  )
  .filter(([, { _def }]) => !(_def.inputs[0] as z.ZodObject).shape['app_id']!.safeParse(undefined).success);
const fieldsOf = ({ _def }: Procedure) => _def.inputs.flatMap((input) => idFields(input));

async function call(path: string, input: object): Promise<{ code: string; text: string }> {
  const [group, name] = path.split('.') as [string, string];
  try {
    const result = await (ownerOf(docent) as any)[group][name](input);
    if (!result?.[Symbol.asyncIterator]) return { code: 'OK', text: JSON.stringify(result) ?? '' };
    const events: any[] = [];
    for await (const event of result) events.push(event);
    const error = events.find(({ event }) => event === 'error');
    const code = error?.data.code.endsWith('_not_found') ? 'NOT_FOUND' : error ? 'ERROR' : 'OK';
    return { code, text: JSON.stringify(events) };
  } catch (error: any) {
    const code = error.cause?.code ?? error.code;
    return {
      code: code.endsWith('_not_found') ? 'NOT_FOUND' : code,
      text: JSON.stringify([code, error.message]),
    };
  }
}

describe("an id of another app in the panel's router", () => {
  const tried = procedures.flatMap(([path, procedure]) =>
    fieldsOf(procedure).map((field) => [path, field.path, procedure, field] as const),
  );
  const inputOf = (path: string, procedure: Procedure, field: { path: string; list: boolean }) => {
    const required = fieldsOf(procedure).filter(
      (other) =>
        other.path !== field.path &&
        /^(document|source|session|message|key|endpoint|set|question|run|base_run)_id$/.test(other.path) &&
        !procedure._def.inputs.some((input) => accepts(input, other.path)),
    );
    return fill(besides[path] ?? {}, [...required, field]);
  };
  /** Whether a schema can do without a field. */
  const accepts = (schema: z.ZodType, name: string) =>
    schema instanceof z.ZodObject && schema.shape[name]?.safeParse(undefined).success === true;

  test.each(tried)('%s: %s', async (path, name, procedure, field) => {
    const input = inputOf(path, procedure, field);
    const unknownOnes = unknownIds(theirs.ids);
    const foreign = await call(path, { app_id: ours.appId, ...input(theirs.ids) });
    const unknown = await call(path, { app_id: ours.appId, ...input(unknownOnes) });
    expect([foreign.code, plain(foreign.text, theirs.ids)]).toEqual([
      unknown.code,
      plain(unknown.text, unknownOnes),
    ]);
    expectNothingOf(theirs, plain(foreign.text, theirs.ids), `${path} ${name}`);
    expect(foreign.code, foreign.text).toBe(narrows(path, name) ? 'OK' : 'NOT_FOUND');
  });

  test.each(
    procedures
      .filter(([, { _def }]) => _def.type === 'query')
      .map(([path, procedure]) => [path, procedure] as const),
  )('%s reveals nothing about others', async (path, procedure) => {
    const required = fieldsOf(procedure).filter(
      ({ path: name }) => !procedure._def.inputs.some((input) => accepts(input, name)),
    );
    const input = fill(besides[path] ?? {}, required)(ours.ids);
    const called = await call(path, { app_id: ours.appId, ...input });
    // The erasures that were tried above took our export along.
    expect(called.code, called.text).toBe(path === 'exports.get' ? 'NOT_FOUND' : 'OK');
    expectNothingOf(theirs, called.text, path);
  });
});

test('nothing of theirs has changed by all this', async () => {
  expect(await rowsOf(docent, theirs.appId)).toEqual(before);
});

test('with their own app the same requests find what ours did not', async () => {
  const destroys = /delete|revoke|disable|rotate|erase|remove|^erasures.request/i;
  const kept = procedures.filter(([path]) => !destroys.test(path));
  for (const [path, procedure] of kept)
    for (const field of fieldsOf(procedure)) {
      const others = fieldsOf(procedure).filter(
        ({ path: name }) => !name.includes('.') && !name.startsWith('end_user'),
      );
      const input = fill(besides[path] ?? {}, [...others, field])(theirs.ids);
      const called = await call(path, { app_id: theirs.appId, ...input });
      expect(called.code, `${path} ${field.path} ${called.text}`).not.toMatch(/NOT_FOUND|BAD_REQUEST/);
    }
});

test.runIf(onPostgres)(
  'all this was asked of the database under the role of tenants, but for who is asking',
  () => {
    const identify = [
      // The key with its app, when it was last used, the app of an admin's choice.
      /^select apps\.\*, .* join keys on keys\.app_id = presented\.app_id/,
      /^update "keys" set "last_used_at"/,
      /^select \*, \(exists .* as "capped" from "apps" where "app_id" = \$1$/,
      // Limits are held before the request is let in.
      /request_windows/,
      // The audit log is the service's own.
      /"audit_(head|entries)"/,
    ];
    expect([...asSystem].some((statement) => identify[0]!.test(statement))).toBe(true);
    expect([...asSystem].filter((statement) => !identify.some((known) => known.test(statement)))).toEqual([]);
  },
);
