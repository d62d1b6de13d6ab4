// Mails by real SMTP: what is sent to whom, once, and what a server that refuses does to it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAdmin } from '../server/access/admins/create-admin.ts';
import { findLogin } from '../server/access/admins/find-login.ts';
import { createCaller } from '../server/transport/trpc/router.ts';
import type { Role } from '../shared/contract/index.ts';
import type { Context } from '../shared/context.ts';
import type { MailKind } from '../shared/contract/mail-kinds.ts';
import { newId } from '../shared/platform/ids.ts';
import { queueMail } from '../shared/mail/queue-mail.ts';
import { queueNotice } from '../shared/mail/queue-notice.ts';
import { issueInvoices } from '../worker/billing/issue-invoices.ts';
import { raiseNotices } from '../worker/billing/raise-notices.ts';
import { toHtml } from '../worker/mail/letter.ts';
import { sendMail } from '../worker/mail/send-mail.ts';
import { sweepMails } from '../worker/mail/sweep-mails.ts';
import { startDigests } from '../worker/mail/start-digests.ts';
import { writeUnanswered } from '../worker/mail/write-unanswered.ts';
import { writeInvoices } from '../worker/mail/write-invoices.ts';
import { writeMails } from '../worker/mail/write-mails.ts';
import { deliverWebhook } from '../worker/webhooks/deliver-webhook.ts';
import type { Worker } from '../worker/worker.ts';
import { startDocent, type Docent } from './harness.ts';
import { demoAppId, newAppWithKey } from './keys.ts';
import { newBilledApp, spendDaily } from './ledger.ts';
import { headerOf, MAIL_PASSWORD, startMailServer, textOf, type MailServer } from './mail-server.ts';
import { until } from './until.ts';

const PASSWORD = 'a-password-of-some-length';
const NEXT = 'another-password-of-some-length';
const PUBLIC_URL = 'https://docent.example.com/below';

let server: MailServer;
let docent: Docent;
let ctx: Context;
/** The same without a mail server. */
let quiet: Context;
let count = 0;

beforeAll(async () => {
  server = await startMailServer();
  docent = await startDocent({}, { SMTP_URL: server.url, PUBLIC_URL });
  ctx = docent.ctx;
  quiet = { ...ctx, config: { ...ctx.config, smtp: undefined } };
});
afterAll(async () => {
  await docent.close();
  await server.close();
});
beforeEach(() => {
  server.refusal = undefined;
});

const code = (error: any): string => error.cause?.code ?? error.code;

async function panel(token?: string, { service = ctx, ip = '192.0.2.1' } = {}) {
  const login = await findLogin(service, token);
  const admin = login?.stage === 'open' ? login.admin : null;
  const { signal } = new AbortController();
  const client = { ip, userAgent: '' };
  return createCaller({ service, admin, login, client, requestId: 'req_1', signal });
}

async function newAdmin(role: Role = 'viewer') {
  const email = `person-${++count}@example.com`;
  return { email, adminId: await createAdmin(ctx.db, { email, password: PASSWORD, role }) };
}

async function asOwner(service = ctx) {
  const { email } = await newAdmin('owner');
  const { token } = await (await panel()).session.signIn({ email, password: PASSWORD });
  return panel(token, { service });
}

const mailsTo = (email: string) => server.received.filter(({ to }) => to.includes(email));
const arrived = (email: string, howMany = 1) =>
  until(`${howMany} mails to ${email}`, () => mailsTo(email).length >= howMany && mailsTo(email).at(-1)!);
const linkIn = (text: string) => new RegExp(`${PUBLIC_URL}\\S*/([\\w-]{43})\\s`).exec(text)![1]!;
const mailRow = (mailId: string) =>
  ctx.db.selectFrom('mails').selectAll().where('mail_id', '=', mailId).executeTakeFirstOrThrow();

/** A mail whose job nobody runs but the test. */
async function mailWithoutJob(email: string): Promise<string> {
  const queue = { ...ctx.queue, send: async () => {} };
  const { email: _unused, ...whom } = await knownAs(email);
  await ctx.db.transaction().execute((tx) => queueMail({ ...ctx, queue }, tx, 'password_changed', whom));
  const { mail_id } = await ctx.db
    .selectFrom('mails')
    .select('mail_id')
    .where('admin_id', '=', whom.adminId)
    .executeTakeFirstOrThrow();
  return mail_id;
}
const knownAs = async (email: string) => ({
  email,
  adminId: await createAdmin(ctx.db, { email, password: PASSWORD, role: 'viewer' }),
});

/** One run of its job. @returns the code of what it threw */
const run = (mailId: string, last = false): Promise<unknown> =>
  sendMail({ ...ctx, compute: undefined } as unknown as Worker, {
    payload: { mail_id: mailId },
    signal: new AbortController().signal,
    last,
  }).catch(code);

describe('an invitation', () => {
  test('is mailed in both forms with a link to PUBLIC_URL, and its secret is stored nowhere afterwards', async () => {
    const owner = await asOwner();
    const email = 'invited@example.com';
    const { token, mailed } = await owner.team.invite({ email, role: 'analyst' });
    expect(mailed).toBe(true);
    const mail = await arrived(email);
    const text = textOf(mail);
    expect(text).toContain(`${PUBLIC_URL}/admin/invitation/${token}\n`);
    expect(text).toContain('with the role analyst');
    expect(mail.raw).toContain('Content-Type: text/html');
    expect(headerOf(mail, 'Subject')).toBe('Your invitation to Docent');
    expect(headerOf(mail, 'Auto-Submitted')).toBe('auto-generated');
    expect(await (await panel()).session.getInvitation({ token })).toMatchObject({ email, role: 'analyst' });
    const mailId = headerOf(mail, 'Message-ID')!.slice(1).split('@')[0]!;
    const row = await until('the end of the mail', async () => {
      const found = await mailRow(mailId);
      return found.status === 'sent' && found;
    });
    expect(row).toMatchObject({ content: null, error: null, admin_id: null });
    expect(await owner.team.invite({ email: docent.adminEmail, role: 'viewer' }).catch(code)).toBe(
      'admin_exists',
    );
  });

  test('that was withdrawn before it was sent is not sent', async () => {
    const owner = await asOwner();
    const queue = { ...ctx.queue, send: async () => {} };
    const held = await asOwner({ ...ctx, queue });
    const email = 'withdrawn@example.com';
    await held.team.invite({ email, role: 'viewer' });
    const { invitations } = await owner.team.list({});
    const { invitation_id } = invitations.find((one) => one.email === email)!;
    await owner.team.withdrawInvitation({ invitation_id });
    const { mail_id } = await ctx.db
      .selectFrom('mails')
      .select('mail_id')
      .where('kind', '=', 'invitation')
      .where('status', '=', 'pending')
      .executeTakeFirstOrThrow();
    await run(mail_id);
    expect(await mailRow(mail_id)).toMatchObject({ status: 'dropped', content: null });
    expect(mailsTo(email)).toEqual([]);
  });
});

describe('a forgotten password', () => {
  test('is replaced by a link that works once, ends every login and keeps two-step sign-in as it is', async () => {
    const { email, adminId } = await newAdmin();
    const login = await (await panel()).session.signIn({ email, password: PASSWORD });
    await (await panel()).session.requestReset({ email: ` ${email.toUpperCase()}` });
    await (await panel()).session.requestReset({ email });
    await arrived(email, 2);
    const [token, second] = mailsTo(email).map((mail) => linkIn(textOf(mail)));
    const open = await panel();
    // Opening a link does not use it up.
    for (const each of [token!, second!, second!])
      expect(await open.session.getReset({ token: each })).toEqual({ email });
    await expect(open.session.resetPassword({ token: token!, password: 'short' })).rejects.toThrow(/12/);
    const confirmed = { totp_confirmed_at: new Date() };
    await ctx.db.updateTable('admins').set(confirmed).where('admin_id', '=', adminId).execute();
    await open.session.resetPassword({ token: token!, password: NEXT });
    for (const each of [token!, second!]) {
      expect(await open.session.getReset({ token: each }).catch(code)).toBe('reset_not_found');
      expect(await open.session.resetPassword({ token: each, password: PASSWORD }).catch(code)).toBe(
        'reset_not_found',
      );
    }
    expect(await findLogin(ctx, login.token)).toBeNull();
    expect(await open.session.signIn({ email, password: PASSWORD }).catch(code)).toBe('invalid_credentials');
    expect((await open.session.signIn({ email, password: NEXT })).stage).toBe('code');
    expect(headerOf(await arrived(email, 3), 'Subject')).toBe('Your password for Docent was changed');
    const entries = await ctx.db
      .selectFrom('audit_entries')
      .select(['action', 'actor_id', 'outcome'])
      .where('action', 'like', 'session.re%')
      .execute();
    expect(entries).toContainEqual({ action: 'session.resetPassword', actor_id: adminId, outcome: 'ok' });
    expect(entries.filter(({ action }) => action === 'session.requestReset')).toHaveLength(2);
  });

  test('shows no difference for an address that nobody has, and stores neither address nor link', async () => {
    const { email } = await newAdmin();
    const open = await panel();
    const nobody = 'nobody-at-all@example.com';
    expect(await open.session.requestReset({ email: nobody })).toEqual(
      await open.session.requestReset({ email }),
    );
    await arrived(email);
    const rows = await until('both mails', async () => {
      const all = await ctx.db
        .selectFrom('mails')
        .selectAll()
        .where('kind', '=', 'password_reset')
        .orderBy('mail_id', 'desc')
        .limit(2)
        .execute();
      return all.every(({ status }) => !['pending', 'sending'].includes(status)) && all;
    });
    expect(rows.map(({ status }) => status).toSorted()).toEqual(['dropped', 'sent']);
    expect(mailsTo(nobody)).toEqual([]);
    const token = linkIn(textOf(mailsTo(email)[0]!));
    const resets = await ctx.db.selectFrom('password_resets').selectAll().execute();
    expect(JSON.stringify([rows, resets])).not.toContain(token);
    for (const row of rows) expect(row).toMatchObject({ content: null, admin_id: null });
  });

  test('is mailed three times in a quarter of an hour at most, known or not; links expire', async () => {
    const { email } = await newAdmin();
    const open = await panel(undefined, { ip: '192.0.2.2' });
    for (const address of [email, 'unknown-address@example.com']) {
      for (let n = 0; n < 3; n++) await open.session.requestReset({ email: address });
      expect(await open.session.requestReset({ email: address }).catch(code)).toBe('too_many_attempts');
    }
    const token = linkIn(textOf(await arrived(email, 3)));
    await ctx.db
      .updateTable('password_resets')
      .set({ expires_at: new Date(0) })
      .execute();
    expect(await open.session.getReset({ token }).catch(code)).toBe('reset_not_found');
    expect(await open.session.resetPassword({ token, password: NEXT }).catch(code)).toBe('reset_not_found');
    await sweepMails(ctx, { payload: {}, signal: new AbortController().signal, last: true });
    expect(await ctx.db.selectFrom('password_resets').selectAll().execute()).toEqual([]);
    expect(mailsTo(email)).toHaveLength(3);
    const guessing = await panel(undefined, { ip: '192.0.2.3' });
    for (let n = 0; n < 20; n++) await guessing.session.requestReset({ email: `guess-${n}@example.com` });
    expect(await guessing.session.requestReset({ email: 'guess@example.com' }).catch(code)).toBe(
      'too_many_attempts',
    );
  });
});

describe('a notice', () => {
  /** The mails of a kind to somebody that were not sent yet. */
  const waiting = (adminId: string, kind: string) =>
    ctx.db
      .selectFrom('mails')
      .selectAll()
      .where('admin_id', '=', adminId)
      .where('kind', '=', kind)
      .where('status', '=', 'pending')
      .execute();

  /** A notice or an invoice of a workspace. @returns its id */
  let months = 0;
  const add = async (kind: 'notices' | 'invoices', workspace_id: string) => {
    const id = newId(kind === 'notices' ? 'ntc' : 'inv');
    const values =
      kind === 'notices'
        ? { notice_id: id, kind: 'quota', subject: id, message: `Notice of ${workspace_id}` }
        : {
            invoice_id: id,
            kind: 'invoice',
            number: id,
            month: `2024-${String(++months).padStart(2, '0')}-01`,
            workspace_name: `Invoice of ${workspace_id}`,
            time_zone: 'UTC',
            currency: 'usd',
            exact_total: '1',
            total: '1',
            status: 'open',
          };
    await ctx.db
      .insertInto(kind)
      .values({ ...values, workspace_id } as never)
      .execute();
    return id;
  };

  async function uploadBroken(name: string) {
    const form = new FormData();
    form.append('file', new Blob([`%PDF-1.7\n${name}`], { type: 'application/pdf' }), `${name}.pdf`);
    expect((await docent.api('/documents', { method: 'POST', body: form })).status).toBe(202);
  }

  test('of failed documents is sent at once, and then once an hour with how many there were', async () => {
    const { email, adminId } = await newAdmin('owner');
    const viewer = await newAdmin('viewer');
    await uploadBroken('first-secret-name');
    const mail = await arrived(email);
    expect(headerOf(mail, 'Subject')).toMatch(/^Docent: .+: 1 document not read$/);
    const appId = await demoAppId(docent);
    expect(textOf(mail)).toContain(`${PUBLIC_URL}/admin/apps/${appId}/documents?status=failed\n`);
    await uploadBroken('second-secret-name');
    await uploadBroken('third-secret-name');
    const [next] = await until('both in one mail', async () => {
      const mails = await waiting(adminId, 'failed_ingests');
      return mails[0]?.count === 2 && mails;
    });
    expect(next!.not_before.getTime() - Date.now()).toBeGreaterThan(50 * 60_000);
    // A job that is run again adds nothing.
    await writeMails(ctx, {
      payload: { kind: 'failed_ingests', items: next!.items, app_id: appId },
      signal: new AbortController().signal,
      last: false,
    });
    expect((await waiting(adminId, 'failed_ingests')).map((each) => each.count)).toEqual([2]);
    expect(mailsTo(email)).toHaveLength(1);
    await run(next!.mail_id);
    const [, second] = mailsTo(email);
    expect(textOf(second!)).toMatch(/^2 documents of .+ could not be read\./);
    expect(mailsTo(viewer.email)).toEqual([]);
    expect(JSON.stringify(server.received)).not.toContain('secret-name');
  });

  test('of money goes to who has chosen it, until they choose otherwise', async () => {
    const { email, adminId } = await newAdmin('viewer');
    const { token } = await (await panel()).session.signIn({ email, password: PASSWORD });
    const { account } = await panel(token);
    expect((await account.get({})).mails!.filter((one) => one.is_chosen)).toEqual([]);
    await account.chooseMails({ mails: ['notices', 'invoices'] });
    expect((await account.get({})).mails!.filter((one) => one.is_chosen).map((one) => one.kind)).toEqual([
      'notices',
      'invoices',
    ]);
    // It has no key: nothing of it can be read.
    const { appId, workspaceId } = await newBilledApp(ctx.db);
    const created = { created_at: new Date(Date.now() - 70 * 86_400_000) };
    await ctx.db.updateTable('workspaces').set(created).where('workspace_id', '=', workspaceId).execute();
    await spendDaily(ctx.db, appId);
    const job = { payload: {}, signal: new AbortController().signal, last: true };
    await raiseNotices(ctx, job);
    await issueInvoices(ctx, job);
    const notice = await until('the notice', () =>
      mailsTo(email).find((mail) => textOf(mail).includes('own-model')),
    );
    expect(textOf(notice)).toContain('The model own-model has no known price');
    expect(textOf(notice)).toContain(`${PUBLIC_URL}/admin/account#mail`);
    const invoice = await until('the invoice', () =>
      mailsTo(email).find((mail) => headerOf(mail, 'Subject')?.includes('invoice')),
    );
    expect(textOf(invoice)).toMatch(
      /\n\S+: Test, \d{4}-\d{2}, \d+\.\d{2} USD: \S+\/admin\/invoices\/inv_\w+\n/,
    );
    // What waits follows the choice, too.
    await writeMails(ctx, { ...job, payload: { kind: 'invoices', items: ['another'] } });
    const [last] = await waiting(adminId, 'invoices');
    await account.chooseMails({ mails: [] });
    await run(last!.mail_id);
    expect(await mailRow(last!.mail_id)).toMatchObject({ status: 'dropped' });
    const archived = { archived_at: new Date() };
    await ctx.db.updateTable('apps').set(archived).where('app_id', '=', appId).execute();
  });

  test('of a webhook is sent after its last attempt, and not for an endpoint that somebody disabled', async () => {
    const { email, adminId } = await newAdmin('admin');
    const { appId } = await newAppWithKey(docent);
    const owner = await asOwner();
    const { endpoint } = await owner.webhooks.create({
      app_id: appId,
      url: 'https://hooks.invalid/mail',
      events: ['document.ready'],
    });
    const about = { app_id: appId, event_id: 'evt_mail' };
    await ctx.db
      .insertInto('webhook_events')
      .values({ ...about, type: 'document.ready', data: '{}' })
      .execute();
    // An address that is refused before anything is sent.
    const to = { app_id: appId, endpoint_id: endpoint.endpoint_id };
    await ctx.db
      .updateTable('webhook_endpoints')
      .set({ url: 'https://127.0.0.1/' })
      .where('endpoint_id', '=', to.endpoint_id)
      .execute();
    const deliver = async (delivery_id: string, last: boolean) => {
      const row = { ...to, event_id: about.event_id, delivery_id, attempts: '[]' };
      await ctx.db
        .insertInto('webhook_deliveries')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const payload = { app_id: appId, delivery_id };
      await deliverWebhook(ctx as Worker, { payload, signal: new AbortController().signal, last }).catch(
        code,
      );
    };
    await deliver('dlv_one', false);
    await deliver('dlv_one', true);
    expect(textOf(await arrived(email))).toContain('1 webhook event of');
    await owner.webhooks.disable(to);
    await deliver('dlv_two', true);
    expect(await waiting(adminId, 'failed_webhooks')).toEqual([]);
  });

  test('once a week quotes unanswered questions to who has chosen it, unless that is switched off', async () => {
    const { email, adminId } = await newAdmin('analyst');
    await ctx.db
      .updateTable('admins')
      .set({ mails: ['unanswered'] })
      .where('admin_id', '=', adminId)
      .execute();
    const message = 'Which <zeppelin> flies\nto Atlantis?';
    for (let n = 0; n < 2; n++) expect((await docent.api('/chat', { json: { message } })).status).toBe(200);
    const job = { payload: {}, signal: new AbortController().signal, last: true };
    await startDigests(ctx, job);
    const mail = await arrived(email);
    expect(textOf(mail)).toContain('- Which <zeppelin> flies to Atlantis? (2 times)\n');
    expect(textOf(mail)).toContain('/conversations/unanswered\n');
    const mailId = headerOf(mail, 'Message-ID')!.slice(1).split('@')[0]!;
    const row = await until('its end', async () => {
      const found = await mailRow(mailId);
      return found.status === 'sent' && found;
    });
    expect(JSON.stringify(row)).not.toContain('zeppelin');
    expect(toHtml((await writeUnanswered(ctx as Worker, row))!)).toContain(
      '<li>Which &#60;zeppelin&#62; flies',
    );
    // The same day again, and then written by an installation that leaves the questions out.
    await writeMails(ctx, { ...job, payload: { kind: 'unanswered', items: row.items } });
    expect(await waiting(adminId, 'unanswered')).toEqual([]);
    const discreet = { ...ctx, config: { ...ctx.config, mailQuestions: false } } as Worker;
    const letter = await writeUnanswered(discreet, row);
    expect(JSON.stringify(letter)).toMatch(/Demo: \d+ questions without a good answer/);
    expect(JSON.stringify(letter)).not.toContain('zeppelin');
    await ctx.db.updateTable('admins').set({ role: 'viewer' }).where('admin_id', '=', adminId).execute();
    expect(await writeUnanswered(discreet, row)).toBeUndefined();
  });

  test('to a member of a workspace is about that one alone, is chosen first, and ends with the membership', async () => {
    const { appId: demo } = await newAppWithKey(docent);
    const { workspace } = await (await asOwner()).workspaces.create({ name: 'Granite', time_zone: 'UTC' });
    const workspaceId = workspace.workspace_id;
    const { appId } = await newAppWithKey(docent, workspaceId);
    const { workspace_id: other } = await ctx.db
      .selectFrom('apps')
      .select('workspace_id')
      .where('app_id', '=', demo)
      .executeTakeFirstOrThrow();
    const email = `member-${++count}@example.com`;
    const adminId = await createAdmin(ctx.db, { email, password: PASSWORD, role: null });
    const membership = { workspace_id: workspaceId, admin_id: adminId };
    await ctx.db
      .insertInto('workspace_members')
      .values({ ...membership, role: 'viewer' })
      .execute();
    const job = { signal: new AbortController().signal, last: true };
    const write = (kind: MailKind, items: string[], app_id?: string) =>
      writeMails(ctx, { ...job, payload: { kind, items, ...(app_id && { app_id }) } });
    const both = async (kind: 'notices' | 'invoices') =>
      write(kind, [await add(kind, workspaceId), await add(kind, other)]);
    const all = () => ctx.db.selectFrom('mails').selectAll().where('admin_id', '=', adminId).execute();
    await both('notices');
    await both('invoices');
    expect(await all()).toEqual([]);

    const { token } = await (await panel()).session.signIn({ email, password: PASSWORD });
    const { account } = await panel(token);
    const offered = (await account.get({})).mails!;
    expect(offered.filter((one) => one.is_chosen)).toEqual([]);
    const kinds = offered.map((one) => one.kind);
    expect(kinds).toEqual(['notices', 'invoices', 'failed_ingests', 'failed_webhooks']);
    await account.chooseMails({ mails: [...kinds, 'unanswered'] });
    for (const kind of ['notices', 'invoices'] as const) await both(kind);
    for (const kind of ['failed_ingests', 'failed_webhooks'] as const) {
      await write(kind, ['one'], appId);
      await write(kind, ['two'], demo);
    }
    await write('unanswered', ['today']);
    expect((await all()).map(({ kind, count: howMany }) => `${kind} ${howMany}`).sort()).toEqual([
      'failed_ingests 1',
      'failed_webhooks 1',
      'invoices 1',
      'notices 1',
    ]);
    await arrived(email, 4);
    const texts = mailsTo(email).map(textOf).join();
    expect(texts).toContain(`Notice of ${workspaceId}`);
    expect(texts).toContain(`Invoice of ${workspaceId}`);
    expect(texts).not.toContain(other);

    // An analyst's digest is about the questions of that workspace: there are none.
    await ctx.db
      .updateTable('workspace_members')
      .set({ role: 'analyst' })
      .where('admin_id', '=', adminId)
      .execute();
    await write('unanswered', ['today']);
    const ofKind = async (kind: string) => (await all()).find((mail) => mail.kind === kind)!;
    expect(await writeUnanswered(ctx as Worker, await ofKind('unanswered'))).toBeUndefined();
    // What waits is dropped with the membership, here as if the mail were about both.
    await ctx.db
      .insertInto('workspace_members')
      .values({ admin_id: adminId, workspace_id: other, role: 'analyst' })
      .execute();
    expect(await writeUnanswered(ctx as Worker, await ofKind('unanswered'))).toBeDefined();
    await both('invoices');
    const [pending] = await waiting(adminId, 'invoices');
    expect(pending!.items).toHaveLength(2);
    await ctx.db
      .deleteFrom('workspace_members')
      .where('admin_id', '=', adminId)
      .where('workspace_id', '=', other)
      .execute();
    const letter = (await writeInvoices(ctx as Worker, pending!))!;
    expect(letter.subject).toBe('Docent: 1 new invoice');
    expect(JSON.stringify(letter)).not.toContain(other);
    await ctx.db.deleteFrom('workspace_members').where('admin_id', '=', adminId).execute();
    await run(pending!.mail_id);
    expect(await mailRow(pending!.mail_id)).toMatchObject({ status: 'dropped' });
    const archived = { archived_at: new Date() };
    await ctx.db.updateTable('apps').set(archived).where('app_id', 'in', [appId, demo]).execute();
  });

  test('is chosen for each workspace, by members and by the team; others receive what they have chosen', async () => {
    const team = await asOwner();
    const newWorkspace = async (name: string) =>
      (await team.workspaces.create({ name, time_zone: 'UTC' })).workspace.workspace_id;
    const [quartz, slate] = [await newWorkspace('Quartz'), await newWorkspace('Slate')];
    const { appId: inQuartz } = await newAppWithKey(docent, quartz);
    const { appId: inSlate } = await newAppWithKey(docent, slate);
    const join = async (role: Role | null, ...places: string[]) => {
      const email = `chooser-${++count}@example.com`;
      const adminId = await createAdmin(ctx.db, { email, password: PASSWORD, role });
      const rows = places.map((workspace_id) => ({
        workspace_id,
        admin_id: adminId,
        role: 'viewer' as const,
      }));
      if (rows.length > 0) await ctx.db.insertInto('workspace_members').values(rows).execute();
      const { token } = await (await panel()).session.signIn({ email, password: PASSWORD });
      return { email, adminId, account: (await panel(token)).account };
    };
    const both = await join(null, quartz, slate);
    const one = await join(null, slate);
    const admin = await join('admin', quartz);

    // One workspace is the choice for all of them.
    expect((await one.account.get({})).workspace_mails).toEqual([]);
    await one.account.chooseMails({ mails: ['invoices'] });
    await both.account.chooseMails({ mails: ['notices', 'failed_ingests'] });
    await both.account.chooseMailsOf({ workspace_id: quartz, mails: ['invoices', 'invoices'] });
    await admin.account.chooseMailsOf({ workspace_id: quartz, mails: [] });
    const shown = async ({ account }: typeof both) =>
      (await account.get({})).workspace_mails.map(({ name, is_own, mails }) => [
        name,
        is_own,
        mails.filter((mail) => mail.is_chosen).map(({ kind }) => kind),
      ]);
    expect(await shown(both)).toEqual([
      ['Quartz', true, ['invoices']],
      ['Slate', false, ['notices', 'failed_ingests']],
    ]);
    expect(await shown(admin)).toEqual([['Quartz', true, []]]);

    const job = { signal: new AbortController().signal, last: true };
    const write = (kind: MailKind, items: string[], app_id?: string) =>
      writeMails(ctx, { ...job, payload: { kind, items, ...(app_id && { app_id }) } });
    for (const kind of ['notices', 'invoices'] as const)
      await write(kind, [await add(kind, quartz), await add(kind, slate)]);
    for (const appId of [inQuartz, inSlate]) await write('failed_ingests', [appId], appId);
    const queued = async ({ adminId }: typeof both) => {
      const mails = await ctx.db.selectFrom('mails').selectAll().where('admin_id', '=', adminId).execute();
      return mails.map(({ kind, items }) => `${kind} ${items.length}`).toSorted();
    };
    expect(await queued(both)).toEqual(['failed_ingests 1', 'invoices 1', 'notices 1']);
    expect(await queued(one)).toEqual(['invoices 1']);
    expect(await queued(admin)).toEqual(['failed_ingests 1', 'notices 1']);
    const readBy = async ({ email }: typeof both, howMany: number) => {
      await arrived(email, howMany);
      return mailsTo(email).map(textOf).join();
    };
    const [texts, ofOne, ofAdmin] = [await readBy(both, 3), await readBy(one, 1), await readBy(admin, 2)];
    expect(texts).toContain(`Notice of ${slate}`);
    expect(texts).toContain(`Invoice of ${quartz}`);
    expect(texts).toContain(`/apps/${inSlate}/documents`);
    for (const text of [`Notice of ${quartz}`, `Invoice of ${slate}`, `/apps/${inQuartz}/`])
      expect(texts).not.toContain(text);
    expect(ofOne).toContain(`Invoice of ${slate}`);
    expect(ofOne).not.toContain(quartz);
    expect(ofAdmin).toContain(`Notice of ${slate}`);
    expect(ofAdmin).not.toContain(quartz);

    // What waits follows the choice: here as if it were about both workspaces.
    await write('invoices', [await add('invoices', quartz)]);
    const [pending] = await waiting(both.adminId, 'invoices');
    const items = [...pending!.items, await add('invoices', slate)];
    expect((await writeInvoices(ctx as Worker, { ...pending!, items, count: 2 }))!.subject).toBe(
      'Docent: 1 new invoice',
    );
    await both.account.chooseMailsOf({ workspace_id: quartz, mails: null });
    expect(await shown(both)).toContainEqual(['Quartz', false, ['notices', 'failed_ingests']]);
    await run(pending!.mail_id);
    expect(await mailRow(pending!.mail_id)).toMatchObject({ status: 'dropped' });

    // Only of one's own workspaces; each choice is in the audit log.
    const nowhere = [one.account, admin.account].map((account) =>
      account
        .chooseMailsOf({ workspace_id: account === one.account ? quartz : slate, mails: [] })
        .catch(code),
    );
    expect(await Promise.all(nowhere)).toEqual(['workspace_not_found', 'workspace_not_found']);
    const kind = 'everything' as MailKind;
    await expect(one.account.chooseMailsOf({ workspace_id: slate, mails: [kind] })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
    const entries = await ctx.db
      .selectFrom('audit_entries')
      .select(['outcome', 'subjects'])
      .where('action', '=', 'account.chooseMailsOf')
      .where('actor_id', '=', both.adminId)
      .execute();
    expect(entries.filter(({ outcome }) => outcome === 'ok')).toHaveLength(2);
    expect(JSON.stringify(entries)).toContain(quartz);
    const archived = { archived_at: new Date() };
    await ctx.db.updateTable('apps').set(archived).where('app_id', 'in', [inQuartz, inSlate]).execute();
  });

  test('is not queued without a mail server', async () => {
    const sent: string[] = [];
    const queue = { ...quiet.queue, send: async (_tx: unknown, name: string) => void sent.push(name) };
    await queueNotice({ ...quiet, queue }, quiet.db, 'notices', ['ntc_1']);
    await queueNotice({ ...ctx, queue }, ctx.db, 'notices', []);
    expect(sent).toEqual([]);
    await queueNotice({ ...ctx, queue }, ctx.db, 'notices', ['ntc_1']);
    expect(sent).toEqual(['write-mails']);
  });
});

describe('a mail server', () => {
  test('that refuses for a time gets the mail again; what is kept of a refusal are codes', async () => {
    const email = 'patient@example.com';
    const mailId = await mailWithoutJob(email);
    server.refusal = { at: 'login', code: 535 };
    expect(await run(mailId)).toBe('MAIL_NOT_SENT');
    expect(await mailRow(mailId)).toMatchObject({ status: 'pending', error: 'EAUTH 535' });
    server.refusal = { at: 'recipient', code: 451 };
    expect(await run(mailId, true)).toBe('MAIL_NOT_SENT');
    expect(await mailRow(mailId)).toMatchObject({ status: 'failed', error: 'EENVELOPE 451' });
    const { system } = await asOwner();
    const { mail, settings } = await system.get({});
    expect(mail).toMatchObject({ failed: 1, problem: 'EENVELOPE 451' });
    expect(JSON.stringify([mail, settings])).not.toMatch(/patient@|p@ss|p%40ss/);
    expect(mail!.server).toMatch(/^smtp:\/\/127\.0\.0\.1:\d+$/);
    // A job that is retried in the panel.
    server.refusal = undefined;
    await run(mailId);
    expect(await mailRow(mailId)).toMatchObject({ status: 'sent', error: null });
    expect(mailsTo(email)).toHaveLength(1);
    await run(mailId);
    expect(mailsTo(email)).toHaveLength(1);
  });

  test('is not asked for a mail that cannot be written, which is at last a failed one', async () => {
    const mailId = await mailWithoutJob('unreadable@example.com');
    const sealed = { kind: 'invitation', content: Buffer.from('not sealed by this server') };
    await ctx.db.updateTable('mails').set(sealed).where('mail_id', '=', mailId).execute();
    await run(mailId);
    expect(await mailRow(mailId)).toMatchObject({ status: 'sending', error: null });
    await run(mailId, true);
    expect(await mailRow(mailId)).toMatchObject({ status: 'failed', error: 'internal_error' });
    expect(mailsTo('unreadable@example.com')).toEqual([]);
  });

  test('that does not know the recipient is not asked again; one that refuses the sender is', async () => {
    const mailId = await mailWithoutJob('no-such-box@example.com');
    server.refusal = { at: 'sender', code: 553 };
    expect(await run(mailId)).toBe('MAIL_NOT_SENT');
    expect(await mailRow(mailId)).toMatchObject({ status: 'pending', error: 'EENVELOPE 553' });
    server.refusal = { at: 'recipient', code: 550 };
    expect(await run(mailId)).toBeUndefined();
    expect(await mailRow(mailId)).toMatchObject({ status: 'failed', error: 'EENVELOPE 550' });
  });

  test('recognises by its Message-ID a mail that was sent again after a kill', async () => {
    const email = 'twice@example.com';
    const mailId = await mailWithoutJob(email);
    await run(mailId);
    // The process was killed before it could note that the server has accepted the mail.
    await ctx.db.updateTable('mails').set({ status: 'sending' }).where('mail_id', '=', mailId).execute();
    await run(mailId);
    const ids = mailsTo(email).map((mail) => headerOf(mail, 'Message-ID'));
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(JSON.stringify(mailsTo(email))).not.toContain(MAIL_PASSWORD);
  });

  test('is not needed: without it invitations are links, and a password is recovered on the server', async () => {
    const owner = await asOwner(quiet);
    const { token, mailed } = await owner.team.invite({ email: 'by-link@example.com', role: 'viewer' });
    expect(mailed).toBe(false);
    const open = await panel(undefined, { service: quiet });
    expect(await open.session.getInvitation({ token })).toMatchObject({ email: 'by-link@example.com' });
    expect(await open.session.mail({})).toEqual({ is_set_up: false });
    expect(await open.session.requestReset({ email: docent.adminEmail }).catch(code)).toBe('mail_not_set_up');
    expect((await owner.system.get({})).mail).toBeNull();
    expect(mailsTo('by-link@example.com')).toEqual([]);
  });
});
