// Months closed, billed once to the last digit, and paid through a server that speaks Stripe's protocol.
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import StripeClient from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { until } from '../../../test/until.ts';
import { newBilledApp, unitsOf } from '../../../test/ledger.ts';
import { startStripeServer, type StripeServer } from '../../../test/stripe-server.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { chargeInvoice } from '../../../worker/billing/charge-invoice.ts';
import { refreshWebhookEvents } from '../../../shared/webhooks/refresh-webhook-events.ts';
import { issueInvoices } from '../../../worker/billing/issue-invoices.ts';
import { createCaller } from '../../transport/trpc/router.ts';
import { extractPdf } from '../../../worker/documents/extract/pdf/extract-pdf.ts';
import type { InvoiceFormat } from '../../../shared/contract/invoices.panel.ts';
import { PAPER_STYLE_HASH } from './paper/paper-page.ts';
import { printInvoice, printMonthSoFar } from './print-invoice.ts';
import type { AdminCall } from '../../call.ts';

const SECRET = 'whsec_of_the_test';
/** Of each workspace here: a month that ended there may still run in UTC. */
const ZONE = 'Pacific/Auckland';
let docent: Docent;
let stripe: StripeServer;
let appId: string;
let workspace_id: string;
let months: { last: string; before: string };
const signal = new AbortController().signal;
const run = { payload: {}, signal, last: true };
const owner = () =>
  createCaller({
    service: docent.ctx,
    admin: { adminId: newId('adm'), email: 'owner@example.com', role: 'owner' },
    requestId: newId('req'),
    signal,
  });

const ownerCall = (): AdminCall => ({
  ...docent.ctx,
  actor: {
    kind: 'admin',
    adminId: newId('adm'),
    email: 'owner@example.com',
    role: 'owner',
  },
  requestId: newId('req'),
  client: { ip: '', userAgent: '' },
  signal,
  seen: null,
});

async function spend(day: string, model: string, cost: string | null, app = appId) {
  await docent.ctx.db
    .insertInto('ledger')
    .values({
      app_id: app,
      usage_id: newId('use'),
      kind: 'chat',
      model,
      day,
      status: 'settled',
      input_tokens: 100,
      output_tokens: 10,
      cost,
      unpriced_tokens: cost === null ? 110 : 0,
    })
    .execute();
}
/** An app in a workspace of its own that was created when the last month began. */
async function appSinceLastMonth(name?: string) {
  const { db } = docent.ctx;
  const own = await newBilledApp(db, { timeZone: ZONE, ...(name && { name }) });
  await sql`update workspaces set created_at = ${months.last}::timestamp at time zone time_zone
    where workspace_id = ${own.workspaceId}`.execute(db);
  return own;
}
const invoicesOf = async (id = workspace_id) => (await owner().invoices.list({ workspace_id: id })).invoices;

beforeAll(async () => {
  stripe = await startStripeServer('sk_test_1');
  docent = await startDocent(
    {},
    {
      STRIPE_SECRET_KEY: 'sk_test_1',
      STRIPE_WEBHOOK_SECRET: SECRET,
      STRIPE_API_BASE: stripe.url,
    },
  );
  const { db } = docent.ctx;
  ({ appId, workspaceId: workspace_id } = await newBilledApp(db, {
    timeZone: ZONE,
    name: '<b>Help & "desk"</b>',
  }));
  const { rows } = await sql<{ last: string; before: string }>`
    select (date_trunc('month', now() at time zone ${ZONE}) - interval '1 month')::date::text as last,
      (date_trunc('month', now() at time zone ${ZONE}) - interval '2 months')::date::text as before`.execute(
    db,
  );
  months = rows[0]!;
  // The workspace was created in the middle of the month before the last, on pro; then on scale from the last one's start.
  await sql`update workspaces set created_at = ${months.before}::timestamp at time zone ${ZONE} + interval '15 days', plan = 'scale'
    where workspace_id = ${workspace_id}`.execute(db);
  await sql`insert into plan_changes (workspace_id, effective_from, plan, fee)
    select workspace_id, created_at, 'pro', 49 from workspaces where workspace_id = ${workspace_id}
    union all select workspace_id, ${months.last}::timestamp at time zone time_zone, 'scale', 499 from workspaces
      where workspace_id = ${workspace_id}`.execute(db);
});
afterAll(async () => {
  await docent.close();
  await stripe.close();
});

test('a month is closed once, without gaps in the numbers; what comes late is billed with the next; the sum is the ledger', async () => {
  const { db } = docent.ctx;
  await spend(months.before, 'gpt-4o-mini', '0.10000000000001');
  await spend(months.before, 'gpt-4o-mini', '0.2');
  await spend(months.before, 'nobody-knows', null);
  // Only the month before the last is closed at first, as it would have been on its last day.
  const due = { workspace_id, month: months.before };
  const { issueInvoice } = await import('../../../shared/billing/invoices/issue-invoice.ts');
  const { aggregateLedger } = await import('../../../shared/billing/ledger/aggregate.ts');
  await aggregateLedger(db, signal);
  const attempts = await Promise.allSettled(
    Array.from({ length: 5 }, (_, n) =>
      db.transaction().execute(async (tx) => {
        const id = await issueInvoice(tx, due);
        if (n === 0) throw new Error('the process died before the commit');
        return id;
      }),
    ),
  );
  expect(attempts.filter((one) => one.status === 'fulfilled' && one.value)).toHaveLength(1);
  await spend(months.before, 'gpt-4o-mini', '0.05');
  await spend(months.last, 'gpt-4o', '12.34567890123456');
  await listenForInvoices();
  await Promise.all([issueInvoices(docent.ctx, run), issueInvoices(docent.ctx, run)]);
  await issueInvoices(docent.ctx, run);
  const [second, first] = (await invoicesOf()).toSorted((a, b) => (a.month < b.month ? 1 : -1));
  expect((await invoicesOf()).length).toBe(2);
  const numbers = (
    await sql<{
      number: string;
    }>`select number from invoices order by number`.execute(db)
  ).rows;
  expect(numbers.map(({ number }) => number)).toEqual(numbers.map((_, n) => `INV-00000${n + 1}`));

  const { lines: before } = await owner().invoices.get({
    invoice_id: first!.invoice_id,
  });
  expect(
    before.map(({ kind, model, amount, requests, unpriced_tokens }) => [
      kind,
      model,
      amount,
      requests,
      unpriced_tokens,
    ]),
  ).toEqual([
    ['plan', null, expect.stringMatching(/^2\d\.\d\d?$/), 0, 0],
    ['usage', 'gpt-4o-mini', '0.30000000000001', 2, 0],
    ['usage', 'nobody-knows', '0', 1, 110],
  ]);
  const { lines } = await owner().invoices.get({
    invoice_id: second!.invoice_id,
  });
  expect(lines.map(({ kind, model, month, amount }) => [kind, model, month, amount])).toEqual([
    ['plan', null, months.last.slice(0, 7), '499'],
    ['usage', 'gpt-4o', months.last.slice(0, 7), '12.34567890123456'],
    ['usage', 'gpt-4o-mini', months.before.slice(0, 7), '0.05'],
  ]);
  expect(second).toMatchObject({
    exact_total: '511.39567890123456',
    total: '511.40',
    status: 'open',
    kind: 'invoice',
  });
  const { rows } = await sql<{ billed: string; spent: string }>`
    select (select sum(amount) from invoice_lines where kind = 'usage') as billed,
      (select sum(cost) from ledger where app_id = ${appId}) as spent`.execute(db);
  expect(unitsOf(rows[0]!.billed)).toBe(unitsOf(rows[0]!.spent));
  const emitted = await db
    .selectFrom('webhook_events')
    .select(['type', 'data'])
    .where('app_id', '=', appId)
    .execute();
  const { invoice_id, number } = second!;
  const month = months.last.slice(0, 7);
  expect(emitted).toEqual([
    {
      type: 'invoice.created',
      data: { invoice_id, number, month, total: '511.40', currency: 'USD' },
    },
  ]);
});

/** An endpoint of the app that wants to hear of invoices. */
async function listenForInvoices(): Promise<void> {
  const { db } = docent.ctx;
  await db
    .insertInto('webhook_endpoints')
    .values({
      app_id: appId,
      endpoint_id: newId('whk'),
      url: 'https://hooks.invalid/invoices',
      description: '',
      events: ['invoice.created'],
      secret: Buffer.from('sealed'),
    })
    .execute();
  await db.transaction().execute((tx) => refreshWebhookEvents(tx, appId));
}

test('an invoice is never changed; a credit note takes back no more than was invoiced', async () => {
  const { db } = docent.ctx;
  const [invoice] = (await invoicesOf()).filter((one) => one.total === '511.40');
  const { invoice_id } = invoice!;
  for (const statement of [
    sql`update invoices set total = 1 where invoice_id = ${invoice_id}`,
    sql`delete from invoices where invoice_id = ${invoice_id}`,
    sql`update invoice_lines set amount = 0`,
    sql`delete from invoice_lines`,
  ])
    await expect(statement.execute(db)).rejects.toThrow('an invoice is never changed');
  const credits = await Promise.allSettled(
    ['500', '11.30', '0.01', '20'].map((amount) =>
      owner().invoices.credit({ invoice_id, amount, reason: '=goodwill' }),
    ),
  );
  const passed = credits.filter((one) => one.status === 'fulfilled').map(({ value }) => value.invoice);
  expect(passed.map(({ number }) => number).sort()).toEqual(passed.map((_, n) => `CN-00000${n + 1}`));
  const after = (await owner().invoices.get({ invoice_id })).invoice;
  expect(unitsOf(after.credited)).toBe(-passed.reduce((sum, { total }) => sum + unitsOf(total), 0n));
  expect(unitsOf(after.credited)).toBeLessThanOrEqual(unitsOf(after.total));
  expect(after).toMatchObject({
    total: '511.40',
    exact_total: invoice!.exact_total,
  });
  await until('every credit note at Stripe', () => {
    const amounts = stripe.made
      .filter(({ path }) => path === '/credit_notes')
      .map(({ fields }) => fields['amount']);
    return (
      amounts.length === passed.length &&
      passed.every(({ total }) => amounts.includes(total.replace(/[-.]/g, '').replace(/^0+/, '')))
    );
  });
  for (const amount of ['511.41', '21474836.48', '999999999999.99'])
    await expect(owner().invoices.credit({ invoice_id, amount, reason: 'x' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('must be from 0.01 to'),
    });
  const html = await fileOf(invoice_id, 'html');
  expect(html).toContain('&#60;b&#62;Help &#38; &#34;desk&#34;&#60;/b&#62;, gpt-4o');
  expect(html).not.toContain('<b>Help');
  const style = /<style>([^]*)<\/style>/.exec(html)![1]!;
  expect(PAPER_STYLE_HASH).toBe(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  const csv = await fileOf(invoice_id, 'csv');
  expect(csv.split('\r\n')[2]).toContain(',gpt-4o,');
  expect(csv).toContain('12.34567890123456');
});

/** What a person downloads. */
async function fileOf(invoice_id: string, format: InvoiceFormat): Promise<string> {
  const { stream } = await printInvoice(ownerCall(), { invoice_id, format });
  return Buffer.concat(await stream.toArray()).toString();
}

test('Stripe is asked once for each invoice, though calls break off and jobs run again', async () => {
  const [invoice] = (await invoicesOf()).filter((one) => one.total === '511.40');
  const { invoice_id } = invoice!;
  await until('the payment being asked for', async () => {
    const row = await docent.ctx.db
      .selectFrom('invoices')
      .selectAll()
      .where('invoice_id', '=', invoice_id)
      .executeTakeFirstOrThrow();
    return row.requested_at;
  });
  // As if the process had died before it could note what Stripe had answered.
  await sql`update invoices set provider_reference = null, payment_url = null, requested_at = null where invoice_id = ${invoice_id}`.execute(
    docent.ctx.db,
  );
  await sql`delete from payment_customers`.execute(docent.ctx.db);
  const made = stripe.made.length;
  stripe.breakOff = 2;
  for (let again = 0; again < 2; again++)
    await chargeInvoice(docent.ctx, {
      payload: { invoice_id },
      signal,
      last: true,
    });
  expect(stripe.made).toHaveLength(made);
  const items = stripe.made.filter(
    ({ path, fields }) => path === '/invoiceitems' && fields['metadata[docent_invoice_id]'] === invoice_id,
  );
  expect(items.map(({ fields }) => [fields['amount'], fields['currency']])).toEqual([['51140', 'usd']]);
  const customers = stripe.made.filter(
    ({ path, fields }) => path === '/customers' && fields['metadata[docent_workspace_id]'] === workspace_id,
  );
  expect(customers).toHaveLength(1);
  const requests = stripe.made.filter(({ path }) => path !== '/credit_notes');
  expect(requests.every(({ key }) => key.startsWith('docent-'))).toBe(true);
  expect((await owner().invoices.get({ invoice_id })).invoice).toMatchObject({
    provider: 'stripe',
    status: 'open',
    payment_url: expect.stringContaining('https://pay.example/'),
  });
});

/** The invoice at Stripe that was made for ours. */
const chargedFor = (invoice_id: string) =>
  [...stripe.invoices.values()].find(({ metadata }) => metadata['docent_invoice_id'] === invoice_id)!;
const client = new StripeClient('sk_test_1');
const send = (payload: string, signature?: string) =>
  fetch(`${docent.url}/webhooks/stripe`, {
    method: 'POST',
    body: payload,
    headers: {
      'content-type': 'application/json',
      ...(signature && { 'stripe-signature': signature }),
    },
  });
const sign = (payload: string, secret = SECRET, timestamp = Math.floor(Date.now() / 1000)) =>
  client.webhooks.generateTestHeaderString({ payload, secret, timestamp });

test('the webhook believes signed events of today, once; everything else changes nothing', async () => {
  const [invoice] = (await invoicesOf()).filter((one) => one.total === '511.40');
  const { invoice_id } = invoice!;
  const charged = chargedFor(invoice_id);
  const event = (id: string, type: string, about: object = charged) =>
    JSON.stringify({ id, object: 'event', type, data: { object: about } });
  const paid = event('evt_1', 'invoice.paid', {
    ...charged,
    status: 'paid',
    amount_paid: 51_140,
  });
  const old = Math.floor(Date.now() / 1000) - 3_600;
  for (const [payload, signature] of [
    [paid, undefined],
    [paid, 'nonsense'],
    [paid, sign(paid, 'whsec_of_another')],
    [paid, sign(paid, SECRET, old)],
    [paid.replace('evt_1', 'evt_2'), sign(paid)],
  ] as const) {
    const response = await send(payload, signature);
    expect([response.status, (await response.json()).error.code]).toEqual([400, 'invalid_request']);
  }
  const state = async () => (await owner().invoices.get({ invoice_id })).invoice;
  expect((await state()).status).toBe('open');
  const failed = event('evt_3', 'invoice.payment_failed');
  for (let again = 0; again < 3; again++) expect((await send(failed, sign(failed))).status).toBe(200);
  const { notices } = await owner().notices.list({});
  expect(notices.filter(({ kind }) => kind === 'payment')).toHaveLength(1);
  expect((await send(paid, sign(paid))).status).toBe(200);
  const { status, paid_at } = await state();
  expect(status).toBe('paid');
  expect((await send(paid, sign(paid))).status).toBe(200);
  expect((await send(failed.replace('evt_3', 'evt_4'), sign(failed.replace('evt_3', 'evt_4')))).status).toBe(
    200,
  );
  expect(await state()).toMatchObject({ status: 'paid', paid_at });
  const other = event('evt_5', 'customer.created');
  expect((await send(other, sign(other))).status).toBe(200);
});

test('without a provider an invoice is paid by hand', async () => {
  const own = await appSinceLastMonth();
  await spend(months.last, 'gpt-4o', '3', own.appId);
  const sent: string[] = [];
  const queue = {
    ...docent.ctx.queue,
    send: async (_tx: unknown, _name: string, payload: any) => void sent.push(payload.invoice_id),
  };
  await issueInvoices({ ...docent.ctx, queue: queue as never }, run);
  const [invoice] = await invoicesOf(own.workspaceId);
  expect(sent).toEqual([invoice!.invoice_id]);
  const manual = {
    ...docent.ctx,
    config: { ...docent.ctx.config, stripe: undefined },
  };
  await chargeInvoice(manual, {
    payload: { invoice_id: invoice!.invoice_id },
    signal,
    last: true,
  });
  expect((await invoicesOf(own.workspaceId))[0]).toMatchObject({
    status: 'open',
    provider: 'manual',
  });
  const { invoice: after } = await owner().invoices.pay({
    invoice_id: invoice!.invoice_id,
  });
  expect(after.status).toBe('paid');
  await expect(owner().invoices.pay({ invoice_id: invoice!.invoice_id })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  });
});

/** A workspace with an invoice of 3 dollars that was requested at Stripe. */
async function newInvoice() {
  const own = await appSinceLastMonth();
  await spend(months.last, 'gpt-4o', '3', own.appId);
  await issueInvoices(docent.ctx, run);
  const [invoice] = await invoicesOf(own.workspaceId);
  return { ...own, invoice_id: invoice!.invoice_id, number: invoice!.number };
}
const requested = (invoice_id: string) =>
  until('the payment being requested', async () => {
    const { invoice } = await owner().invoices.get({ invoice_id });
    return invoice.payment_url !== null && chargedFor(invoice_id);
  });
const noticesOf = async (workspaceId: string) =>
  (await owner().notices.list({})).notices
    .filter((one) => one.workspace_id === workspaceId && one.kind === 'payment')
    .map(({ message }) => message);
let events = 0;
const report = async (type: string, about: object) => {
  const payload = JSON.stringify({
    id: `evt_reported_${++events}`,
    object: 'event',
    type,
    data: { object: about },
  });
  expect((await send(payload, sign(payload))).status).toBe(200);
};

test('an event counts only for the invoice that was charged, in its currency and amount; others are notices', async () => {
  const { invoice_id, number, workspaceId } = await newInvoice();
  const charged = await requested(invoice_id);
  const status = async () => (await owner().invoices.get({ invoice_id })).invoice.status;
  const whole = { ...charged, status: 'paid', amount_paid: 300 };
  for (const wrong of [
    { ...whole, id: 'in_of_somebody' },
    { ...whole, currency: 'jpy' },
    { ...whole, total: 1, amount_paid: 1 },
    { ...whole, amount_paid: 299 },
  ]) {
    const before = (await noticesOf(workspaceId)).length;
    await report('invoice.paid', wrong);
    expect(await status()).toBe('open');
    expect(await noticesOf(workspaceId)).toHaveLength(before + 1);
  }
  await report('invoice.voided', { ...charged, status: 'void' });
  await report('credit_note.created', {
    id: 'cn_elsewhere',
    object: 'credit_note',
    invoice: charged.id,
    currency: 'usd',
    amount: 100,
    metadata: {},
  });
  expect((await noticesOf(workspaceId)).slice(0, 2).sort()).toEqual([
    expect.stringContaining(`has a credit note of 1.00 USD for invoice ${number}`),
    expect.stringContaining(`no longer collects invoice ${number}`),
  ]);
  const all = (await noticesOf(workspaceId)).length;
  await report('invoice.paid', {
    ...whole,
    id: 'in_of_another_business',
    metadata: {},
  });
  await report('invoice.paid', whole);
  expect(await status()).toBe('paid');
  expect(await noticesOf(workspaceId)).toHaveLength(all);
});

test('what is marked as paid is closed at Stripe, and its address is hidden', async () => {
  const { invoice_id, workspaceId } = await newInvoice();
  const charged = await requested(invoice_id);
  const { invoice } = await owner().invoices.pay({ invoice_id });
  expect(invoice).toMatchObject({ status: 'paid', payment_url: null });
  await until('Stripe to know', () => charged.status === 'paid');
  expect(charged).toMatchObject({
    amount_paid: 300,
    amount_paid_off_stripe: 300,
  });
  await report('invoice.paid', charged);
  expect(await noticesOf(workspaceId)).toEqual([]);
});

test('what was paid twice, by hand and at Stripe, is a notice that somebody sees', async () => {
  const { invoice_id, number, workspaceId } = await newInvoice();
  const charged = await requested(invoice_id);
  stripe.pay(charged.id);
  await owner().invoices.pay({ invoice_id });
  const [notice] = await until('the notice', async () => {
    const notices = await noticesOf(workspaceId);
    return notices.length > 0 && notices;
  });
  expect(notice).toContain(
    `Invoice ${number} was marked as paid, but the payment provider has also received 3.00 USD`,
  );
  await report('invoice.paid', charged);
  expect(await noticesOf(workspaceId)).toHaveLength(1);
});

test('what is credited in full is no longer open, here and at Stripe; a later credit is refunded', async () => {
  const first = await newInvoice();
  const charged = await requested(first.invoice_id);
  await owner().invoices.credit({
    invoice_id: first.invoice_id,
    amount: '1',
    reason: 'part',
  });
  await until('the first credit', () => charged.amount_remaining === 200);
  await owner().invoices.credit({
    invoice_id: first.invoice_id,
    amount: '2',
    reason: 'rest',
  });
  const { invoice } = await owner().invoices.get({
    invoice_id: first.invoice_id,
  });
  expect(invoice).toMatchObject({
    status: 'void',
    payment_url: null,
    credited: '3.00',
  });
  await expect(owner().invoices.pay({ invoice_id: first.invoice_id })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  });
  await until('Stripe to know', () => charged.status === 'paid');
  expect(charged).toMatchObject({ amount_paid: 0, amount_remaining: 0 });
  await report('invoice.paid', charged);
  expect(await noticesOf(first.workspaceId)).toEqual([]);

  const second = await newInvoice();
  const paid = stripe.pay((await requested(second.invoice_id)).id);
  await report('invoice.paid', paid);
  await owner().invoices.credit({
    invoice_id: second.invoice_id,
    amount: '3',
    reason: 'all',
  });
  await until('the refund', () => paid.post_payment_credit_notes_amount === 300);
  expect(stripe.made.at(-1)!.fields).toMatchObject({
    amount: '300',
    refund_amount: '300',
  });
  expect((await owner().invoices.get({ invoice_id: second.invoice_id })).invoice.status).toBe('paid');
});

test('while Stripe is away an invoice waits for it, and nothing is requested twice', async () => {
  stripe.away = true;
  const { invoice_id, workspaceId } = await newInvoice();
  // The invoice says so first; its job is put off in the next transaction.
  const { state, retry_count } = await until('the invoice and its job to wait', async () => {
    const { rows } = await sql<{ state: string; retry_count: number }>`
      select state::text, retry_count from pgboss.job
      where name = 'charge-invoice' and data->>'invoice_id' = ${invoice_id}
        and output->>'waiting_for' = 'payment_provider'`.execute(docent.ctx.db);
    return rows[0];
  });
  expect([state, retry_count]).toEqual(['retry', 0]);
  expect((await owner().invoices.get({ invoice_id })).invoice.waiting_for).toBe('payment_provider');
  stripe.away = false;
  await sql`update pgboss.job set start_after = now() where name = 'charge-invoice' and state = 'retry'`.execute(
    docent.ctx.db,
  );
  await requested(invoice_id);
  expect((await owner().invoices.get({ invoice_id })).invoice.waiting_for).toBeNull();
  const made = [...stripe.invoices.values()].filter(
    ({ metadata }) => metadata['docent_workspace_id'] === workspaceId,
  );
  expect(made).toHaveLength(1);
  expect(made[0]).toMatchObject({ status: 'open', total: 300 });
});

test('a request that broke off is continued after days, when Stripe has forgotten the idempotency keys', async () => {
  const { invoice_id } = await newInvoice();
  const charged = await requested(invoice_id);
  // As if it had broken off between the draft and its end.
  Object.assign(charged, { status: 'draft', amount_remaining: 0 });
  stripe.forget();
  await sql`update invoices set requested_at = null, payment_url = null where invoice_id = ${invoice_id}`.execute(
    docent.ctx.db,
  );
  await chargeInvoice(docent.ctx, {
    payload: { invoice_id },
    signal,
    last: false,
  });
  expect(charged).toMatchObject({ status: 'open', total: 300 });
  expect(
    [...stripe.invoices.values()].filter(({ metadata }) => metadata['docent_invoice_id'] === invoice_id),
  ).toHaveLength(1);
});

const SELLER = {
  name: 'Docent GmbH',
  address: 'Hauptstraße 1\n10115 Berlin',
  tax_id: 'DE123456789',
  tax_name: 'VAT',
  tax_rate: '19',
  payment_days: 30,
  note: 'IBAN DE02 1203 0000 0000 2020 51',
};

test('an invoice keeps seller, buyer and tax as they were; credit notes give back the tax to the cent', async () => {
  const { db } = docent.ctx;
  await owner().invoices.setSeller(SELLER);
  const own = await appSinceLastMonth('Ελλάδα');
  const workspace_id = own.workspaceId;
  const buyer = {
    name: 'شركة المثال',
    address: 'Київ',
    tax_id: 'UA1',
    tax_rate: null,
    note: 'PO 7',
  };
  await owner().invoices.setBuyer({ workspace_id, ...buyer });
  await spend(months.last, 'gpt-4o', '3.3333', own.appId);
  await issueInvoices(docent.ctx, run);
  await owner().invoices.setSeller({
    ...SELLER,
    name: 'Another',
    tax_rate: '0',
  });
  await owner().invoices.setBuyer({ workspace_id, ...buyer, name: 'Another' });
  const [listed] = await invoicesOf(workspace_id);
  const { invoice_id } = listed!;
  expect(listed).toMatchObject({
    seller: { name: 'Docent GmbH', note: SELLER.note },
    buyer: { name: 'شركة المثال', address: 'Київ', tax_id: 'UA1' },
    exact_total: '3.3333',
    net: '3.33',
    tax_name: 'VAT',
    tax_rate: '19',
    tax: '0.63',
    total: '3.96',
  });
  const dueIn = Date.parse(listed!.due_on!) - Date.parse(listed!.issued_at.slice(0, 10));
  expect(Math.abs(dueIn / 86_400_000 - 30)).toBeLessThanOrEqual(1);
  await expect(sql`update invoices set tax = 0 where invoice_id = ${invoice_id}`.execute(db)).rejects.toThrow(
    'an invoice is never changed',
  );
  const { stream } = await printInvoice(ownerCall(), {
    invoice_id,
    format: 'pdf',
  });
  const { text } = await extractPdf(Buffer.concat(await stream.toArray()));
  for (const words of [
    'Docent GmbH',
    '10115 Berlin',
    'شركة المثال',
    'Київ',
    'Ελλάδα',
    'VAT 19 %',
    '3.96',
    SELLER.note,
  ])
    expect(text).toContain(words);
  // From the file's tags: what a screen reader goes by.
  expect(text).toMatch(/^# Invoice INV-/);
  expect(text).toContain('## From');
  expect(text).toContain('| Item | Calls | Tokens | USD |');
  expect(text).toMatch(/\| Total in USD \| 3\.96 \|/);
  const notes = [];
  for (const amount of ['0.01', '1.99', '1.96'])
    notes.push((await owner().invoices.credit({ invoice_id, amount, reason: 'part' })).invoice);
  expect(notes.reduce((sum, { tax }) => sum + unitsOf(tax), 0n)).toBe(-unitsOf('0.63'));
  expect(notes.reduce((sum, { net }) => sum + unitsOf(net), 0n)).toBe(-unitsOf('3.33'));
  expect((await invoicesOf(workspace_id)).find((one) => one.invoice_id === invoice_id)?.status).toBe('void');
});

test('the month so far has what is spent today, and the workspace’s own tax', async () => {
  const own = await newBilledApp(docent.ctx.db, { name: 'Help' });
  const workspace_id = own.workspaceId;
  expect(await owner().invoices.preview({ workspace_id })).toMatchObject({
    preview: null,
  });
  expect(await printMonthSoFar(ownerCall(), { workspace_id, format: 'pdf' })).toBeNull();
  const today = new Date().toISOString().slice(0, 10);
  await spend(today, 'gpt-4o', '1.005', own.appId);
  await owner().invoices.setSeller(SELLER);
  await owner().invoices.setBuyer({
    workspace_id,
    tax_rate: '7.5',
    name: '',
    address: '',
    tax_id: '',
    note: '',
  });
  const { preview } = await owner().invoices.preview({ workspace_id });
  expect(preview).toMatchObject({
    exact_total: '1.005',
    net: '1.01',
    tax_rate: '7.5',
    tax: '0.08',
    total: '1.09',
    lines: [{ model: 'gpt-4o', amount: '1.005', requests: 1 }],
  });
  expect(await invoicesOf(workspace_id)).toEqual([]);
});
