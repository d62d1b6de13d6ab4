// Hand-over to a person: what is offered, what is stored, who may see it, and how it goes.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { bearer, newAppWithKey, newKey, type TestKey } from '../../../test/keys.ts';
import { ownerOf } from '../../../test/tenant.ts';
import { until } from '../../../test/until.ts';

const ORIGIN = 'https://shop.example';
const CONSENT = 'We may store this and answer you.';
let docent: Docent;
let app: TestKey;
let visitor: Record<string, string>;
beforeAll(async () => {
  docent = await startDocent();
  app = await newAppWithKey(docent);
  const { secret } = await newKey(
    docent,
    { kind: 'publishable', scopes: ['chat'], allowed_origins: [ORIGIN] },
    app.appId,
  );
  visitor = { ...bearer(secret), origin: ORIGIN };
});
afterAll(() => docent.close());

async function send(path: string, json?: object, headers = bearer(app.secret) as Record<string, string>) {
  const response = await docent.api(path, { json, headers });
  return response.json();
}
/** Settings take effect within a second. */
async function offer(handover: object | null) {
  await ownerOf(docent).apps.update({ app_id: app.appId, handover: handover as null });
  await until('the setting', async () => {
    const found = await send('/widget');
    return JSON.stringify(found.handover) === JSON.stringify(handover);
  });
}
const ask = (message: string, headers?: Record<string, string>) => send('/chat', { message }, headers);
const form = { contact: 'kim@example.com', message: 'Please call me.', consent: true };

test('by default nothing is offered; then it is where nothing was found or a person is asked for', async () => {
  const plain = await ask('Is there a sauna?');
  expect(plain).toMatchObject({ finish_reason: 'no_context' });
  expect(plain.handover).toBeUndefined();
  expect((await send('/handovers', { session_id: plain.session_id, ...form })).error.code).toBe(
    'handover_off',
  );
  const offered = { kind: 'email', address: 'help@shop.example' };
  await offer(offered);
  expect((await ask('Is there a sauna?')).handover).toEqual(offered);
  expect((await ask('Can I talk to a human?')).handover).toEqual(offered);
  const { documents } = await send('/documents', { name: 'spa.md', text: 'The sauna opens at ten.' });
  await until('the document', async () => {
    const { document } = await send(`/documents/${documents[0].document_id}`);
    return document.status === 'ready';
  });
  const found = await ask('When does the sauna open?');
  expect([found.finish_reason, found.handover]).toEqual(['stop', undefined]);
  const streamed = await docent.api('/chat', {
    json: { message: 'Can I talk to a human?', stream: true },
    headers: bearer(app.secret),
  });
  expect(await streamed.text()).toContain(`"handover":${JSON.stringify(offered)}`);
});

test('a visitor sends the form with the secret of the session; it is sealed, listed, done, and goes with the session', async () => {
  await offer({ kind: 'form', consent: CONSENT });
  const { session_id, session_secret } = await ask('Can I talk to a human?', visitor);
  const proven = { ...visitor, 'x-session-secret': session_secret };
  expect((await send('/handovers', { session_id, ...form }, visitor)).error.code).toBe('session_not_found');
  for (const [wrong, field] of [
    [{ consent: false }, 'consent'],
    [{ contact: 'no idea' }, 'contact'],
    [{ message: ' ' }, 'message'],
  ] as const) {
    const refused = await send('/handovers', { session_id, ...form, ...wrong }, proven);
    expect([refused.error.code, refused.error.message]).toEqual([
      'invalid_request',
      expect.stringContaining(field),
    ]);
  }
  const { handover_id } = await send('/handovers', { session_id, ...form, name: 'Kim' }, proven);
  const row = await docent.ctx.db
    .selectFrom('handovers')
    .select('content')
    .where('handover_id', '=', handover_id)
    .executeTakeFirstOrThrow();
  expect(row.content.toString('latin1')).not.toContain('kim');

  const open = await send('/handovers?state=open');
  expect(open.handovers).toMatchObject([
    { handover_id, session_id, name: 'Kim', ...form, consent: CONSENT, state: 'open', done_at: null },
  ]);
  const done = await docent.api(`/handovers/${handover_id}`, {
    method: 'PUT',
    json: { state: 'done' },
    headers: bearer(app.secret),
  });
  expect((await done.json()).handover).toMatchObject({ state: 'done', done_at: expect.any(String) });
  expect((await send('/handovers?state=open')).total).toBe(0);

  for (let more = 1; more < 5; more++) await send('/handovers', { session_id, ...form }, proven);
  expect((await send('/handovers', { session_id, ...form }, proven)).error.code).toBe('rate_limited');
  await docent.api(`/sessions/${session_id}`, { method: 'DELETE', headers: bearer(app.secret) });
  expect((await send('/handovers')).total).toBe(0);
  expect((await send('/handovers', { session_id, ...form })).error.code).toBe('session_not_found');
});

test('the webhook carries ids alone', async () => {
  await offer({ kind: 'form', consent: CONSENT });
  const { endpoint } = await ownerOf(docent).webhooks.create({
    app_id: app.appId,
    url: 'https://shop.example/hooks',
    events: ['handover.requested'],
  });
  const { session_id } = await ask('Can I talk to a human?');
  const { handover_id } = await send('/handovers', { session_id, ...form });
  const events = await docent.ctx.db
    .selectFrom('webhook_events')
    .select(['type', 'data'])
    .where('app_id', '=', app.appId)
    .execute();
  expect(events).toEqual([{ type: 'handover.requested', data: { handover_id, session_id } }]);
  await ownerOf(docent).webhooks.disable({ app_id: app.appId, endpoint_id: endpoint.endpoint_id });
});
