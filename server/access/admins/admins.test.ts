import { sql } from 'kysely';
import { generate } from 'otplib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Role } from '../../../shared/contract/index.ts';
import { createContext, type Context } from '../../../shared/context.ts';
import { readConfig } from '../../../shared/platform/config.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { CLIENT, startIdentityProvider, type IdentityProvider } from '../../../test/identity-provider.ts';
import { createCaller } from '../../transport/trpc/router.ts';
import { createAdmin } from './create-admin.ts';
import { findAdmin, findLogin } from './find-login.ts';
import { recoverAdmin } from './recover-admin.ts';

const PASSWORD = 'a-password-of-some-length';
const client = {
  ip: '192.0.2.7',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
};

let docent: Docent;
let ctx: Context;
let count = 0;
beforeAll(async () => {
  docent = await startDocent({ roles: new Set(['api', 'admin']) });
  ctx = docent.ctx;
});
afterAll(() => docent.close());

/** The router as the browser that holds a token meets it. */
async function panel(token?: string, from = client, service = ctx) {
  const login = await findLogin(ctx, token);
  const admin = login?.stage === 'open' ? login.admin : null;
  return createCaller({
    service,
    admin,
    login,
    client: from,
    requestId: 'req_1',
    signal: new AbortController().signal,
  });
}

async function newAdmin(role: Role = 'viewer') {
  const email = `person-${++count}@example.com`;
  return { email, adminId: await createAdmin(ctx.db, { email, password: PASSWORD, role }) };
}
const signIn = async (email: string, password = PASSWORD) =>
  (await panel()).session.signIn({ email, password });
const code = (error: any): string => error.cause?.code ?? error.code;
const owner = async () => panel((await signIn(docent.adminEmail, docent.adminPassword)).token);

/** A code of the step before now, of now or of the step after it: the server takes all three, each once. */
const codeAt = (secret: string, step: -1 | 0 | 1) =>
  generate({ secret, epoch: Math.floor(Date.now() / 1000) + 30 * step });

async function withTotp() {
  const admin = await newAdmin();
  const { token } = await signIn(admin.email);
  await (await panel(token)).account.startTotp({ current_password: PASSWORD });
  const { secret } = (await (await panel(token)).account.get({})).totp_setup!;
  const { recovery_codes } = await (
    await panel(token)
  ).account.confirmTotp({ code: await codeAt(secret, -1) });
  return { ...admin, secret, recovery_codes, token };
}

describe('a second factor', () => {
  // The clock is stopped: which code is used up must not depend on the speed of this machine.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  test('is asked for at the next login, which opens nothing before it', async () => {
    const { email, secret } = await withTotp();
    const begun = await signIn(email);
    expect(begun.stage).toBe('code');
    expect(await findAdmin(ctx, begun.token)).toBeNull();
    const between = await panel(begun.token);
    expect(await between.apps.list({}).catch(code)).toBe('not_signed_in');
    expect(await between.account.get({}).catch(code)).toBe('not_signed_in');
    expect(await between.session.setPassword({ password: 'another-password' }).catch(code)).toBe(
      'not_signed_in',
    );
    expect(await between.session.enterCode({ code: '000000' }).catch(code)).toBe('wrong_code');
    const opened = await between.session.enterCode({ code: await codeAt(secret, 0) });
    expect(opened.stage).toBe('open');
    expect(opened.token).not.toBe(begun.token);
    expect(await findLogin(ctx, begun.token)).toBeNull();
    expect(await findAdmin(ctx, opened.token)).toMatchObject({ email });
  });

  test('takes no code twice, nor one from before, also of two at once', async () => {
    const { email, secret } = await withTotp();
    const [one, two] = [await panel((await signIn(email)).token), await panel((await signIn(email)).token)];
    const again = await codeAt(secret, 1);
    const answers = await Promise.all(
      [one, two].map((each) => each.session.enterCode({ code: again }).catch(code)),
    );
    expect(answers.filter((answer) => answer === 'wrong_code')).toHaveLength(1);
    const three = await panel((await signIn(email)).token);
    for (const step of [1, 0, -1] as const)
      expect(await three.session.enterCode({ code: await codeAt(secret, step) }).catch(code)).toBe(
        'wrong_code',
      );
  });

  test('may be a recovery code, once each, however it is typed', async () => {
    const { email, recovery_codes } = await withTotp();
    expect(new Set(recovery_codes).size).toBe(10);
    const typed = recovery_codes[3]!.toUpperCase().replace('-', ' ');
    expect(await (await panel((await signIn(email)).token)).session.enterCode({ code: typed })).toMatchObject(
      {
        stage: 'open',
      },
    );
    const again = await panel((await signIn(email)).token);
    expect(await again.session.enterCode({ code: typed }).catch(code)).toBe('wrong_code');
    const { token } = await again.session.enterCode({ code: recovery_codes[4]! });
    const account = (await panel(token)).account;
    expect(await account.get({})).toMatchObject({ totp_on: true, totp_setup: null, recovery_codes_left: 8 });
    const renewed = await account.renewRecoveryCodes({ current_password: PASSWORD });
    const last = await panel((await signIn(email)).token);
    expect(await last.session.enterCode({ code: recovery_codes[5]! }).catch(code)).toBe('wrong_code');
    expect(await last.session.enterCode({ code: renewed.recovery_codes[0]! })).toMatchObject({
      stage: 'open',
    });
  });

  test('is not readable in the database, and asks for the password before it changes', async () => {
    const { adminId, secret, token, recovery_codes } = await withTotp();
    const { account } = await panel(token);
    for (const change of ['startTotp', 'removeTotp', 'renewRecoveryCodes'] as const)
      expect(await account[change]({ current_password: 'not-it' }).catch(code)).toBe('wrong_password');
    const row = await ctx.db
      .selectFrom('admins')
      .selectAll()
      .where('admin_id', '=', adminId)
      .executeTakeFirstOrThrow();
    const { rows } = await sql<{ text: string }>`
      select encode(code_hash, 'escape') as text from admin_recovery_codes`.execute(ctx.db);
    const held = row.totp_secret!.toString('latin1') + rows.map(({ text }) => text).join();
    for (const plain of [secret, ...recovery_codes]) expect(held).not.toContain(plain);
    await account.removeTotp({ current_password: PASSWORD });
    expect(await account.get({})).toMatchObject({ totp_on: false, recovery_codes_left: 0 });
  });

  test('has ten wrong codes in 15 minutes, whichever login they come from', async () => {
    const { email, secret } = await withTotp();
    const first = await panel((await signIn(email)).token);
    for (let tried = 0; tried < 10; tried++)
      expect(await first.session.enterCode({ code: '000000' }).catch(code)).toBe('wrong_code');
    const second = await panel((await signIn(email)).token);
    expect(await second.session.enterCode({ code: await codeAt(secret, 0) }).catch(code)).toBe(
      'too_many_attempts',
    );
  });
});

describe('attempts to sign in', () => {
  test('are counted by address as well, and for every process on the database', async () => {
    const from = { ip: '2001:db8:1:2:3::4', userAgent: '' };
    const neighbour = { ip: '2001:db8:1:2::9', userAgent: '' };
    const guess = async (number: number, at = from) =>
      (await panel(undefined, at)).session
        .signIn({ email: `guess-${number}@example.com`, password: 'guess' })
        .catch(code);
    const answers = await Promise.all(Array.from({ length: 100 }, (_, number) => guess(number)));
    expect(new Set(answers)).toEqual(new Set(['invalid_credentials']));
    expect(await guess(101)).toBe('too_many_attempts');
    expect(await guess(102, neighbour)).toBe('too_many_attempts');
    expect(await guess(103, { ip: '2001:db8:1:3::9', userAgent: '' })).toBe('invalid_credentials');
    // Another process: a context of its own on the same database, where there can be one.
    if (docent.database.url) {
      const other = await createContext(ctx.config, await docent.database.connect());
      const elsewhere = createCaller({
        service: other,
        admin: null,
        client: from,
        requestId: 'r',
        signal: new AbortController().signal,
      });
      expect(await elsewhere.session.signIn({ email: 'x@example.com', password: 'guess' }).catch(code)).toBe(
        'too_many_attempts',
      );
      await other.close();
    }
    await sql`update login_attempts set ends_at = now() - interval '1 second'`.execute(ctx.db);
    expect(await guess(104)).toBe('invalid_credentials');
  });

  test('by others do not lock out a browser that has signed in before, which has tries of its own', async () => {
    const email = docent.adminEmail;
    const nobody = await panel();
    const attempt = (password: string, browser?: string) =>
      nobody.session.signIn({ email, password, browser }).then(
        (begun) => begun.browser,
        (error): string => code(error),
      );
    const browser = await attempt(docent.adminPassword);
    expect(browser).toMatch(/^[\w-]{22}\.[\w-]+$/);
    for (let n = 0; n < 10; n++) expect(await attempt('wrong')).toBe('invalid_credentials');
    expect(await attempt(docent.adminPassword)).toBe('too_many_attempts');
    // Neither does one of another address, or a changed one.
    await signIn('plain@example.com', 'wrong').catch(code);
    expect(await attempt(docent.adminPassword, `${browser.slice(0, -4)}AAAA`)).toBe('too_many_attempts');
    expect(await attempt(docent.adminPassword, browser)).toBe(browser);
    for (let n = 0; n < 10; n++) expect(await attempt('wrong', browser)).toBe('invalid_credentials');
    expect(await attempt(docent.adminPassword, browser)).toBe('too_many_attempts');
    await sql`update login_attempts set ends_at = now() - interval '1 second'`.execute(ctx.db);
  });

  test('leave neither addresses nor e-mails in the table that counts them', async () => {
    await signIn('plain@example.com', 'wrong').catch(code);
    const { rows } = await sql<{ text: string }>`
      select encode(subject, 'escape') as text from login_attempts`.execute(ctx.db);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(({ text }) => text).join()).not.toMatch(/plain@example|192\.0\.2/);
  });
});

describe('a login', () => {
  test('is over after two hours without use, and stays while it is used', async () => {
    const { email } = await newAdmin();
    const { token } = await signIn(email);
    const seen = (ago: string) =>
      sql`update admin_sessions set last_seen_at = now() - ${ago}::interval`.execute(ctx.db);
    await seen('119 minutes');
    expect(await findAdmin(ctx, token)).not.toBeNull();
    await seen('5 minutes');
    await findAdmin(ctx, token);
    const { rows } = await sql<{ noted: boolean }>`
      select max(last_seen_at) > now() - interval '1 minute' as noted from admin_sessions`.execute(ctx.db);
    expect(rows[0]!.noted).toBe(true);
    await seen('121 minutes');
    expect(await findAdmin(ctx, token)).toBeNull();
  });

  test('is listed with its device, and ended by its owner alone', async () => {
    const { email } = await newAdmin();
    const tokens = [(await signIn(email)).token, (await signIn(email)).token, (await signIn(email)).token];
    const { account } = await panel(tokens[0]);
    const { logins } = await account.get({});
    expect(logins).toHaveLength(3);
    expect(logins[0]).toMatchObject({ device: 'Firefox on Linux', ip: client.ip });
    const [mine, other] = [logins.find(({ current }) => current)!, logins.find(({ current }) => !current)!];
    const stranger = await panel((await signIn((await newAdmin('owner')).email)).token);
    await stranger.account.endLogin({ login_id: mine.login_id });
    await account.endLogin({ login_id: other.login_id });
    expect((await account.get({})).logins.map(({ login_id }) => login_id)).not.toContain(other.login_id);
    await account.endOtherLogins({});
    const left = await Promise.all(tokens.map((token) => findAdmin(ctx, token)));
    expect(left.map(Boolean)).toEqual([true, false, false]);
  });

  test('ends when the password changes; who changed it goes on under a new token', async () => {
    const { email } = await newAdmin();
    const [mine, other] = [(await signIn(email)).token, (await signIn(email)).token];
    const { account } = await panel(mine);
    const change = (current_password: string, password: string) =>
      account.changePassword({ current_password, password });
    expect(await change('not-it', 'a-new-password').catch(code)).toBe('wrong_password');
    expect(await change(PASSWORD, PASSWORD).catch(code)).toBe('invalid_request');
    expect(await change(PASSWORD, 'short').catch(code)).toBe('BAD_REQUEST');
    const { token } = await change(PASSWORD, 'a-new-password');
    const left = await Promise.all([mine, other, token].map((each) => findAdmin(ctx, each)));
    expect(left.map(Boolean)).toEqual([false, false, true]);
    expect(await signIn(email).catch(code)).toBe('invalid_credentials');
    expect(await signIn(email, 'a-new-password')).toMatchObject({ stage: 'open' });
  });
});

describe('the team', () => {
  test('keeps an owner, also when two of them go at once', async () => {
    const { team } = await owner();
    const second = await newAdmin('owner');
    const owners = (await team.list({})).admins.filter(({ role }) => role === 'owner');
    for (const { admin_id } of owners.filter(
      ({ email }) => ![docent.adminEmail, second.email].includes(email),
    ))
      await team.remove({ admin_id });
    const first = owners.find(({ email }) => email === docent.adminEmail)!.admin_id;
    const answers = await Promise.all([
      team.remove({ admin_id: second.adminId }).catch(code),
      team.changeRole({ admin_id: first, role: 'viewer' }).catch(code),
    ]);
    expect(answers.filter((answer) => answer === 'last_owner')).toHaveLength(1);
    await ctx.db.updateTable('admins').set({ role: 'owner' }).where('admin_id', '=', first).execute();
    await ctx.db.deleteFrom('admins').where('admin_id', '=', second.adminId).execute();
    expect(await team.remove({ admin_id: first }).catch(code)).toBe('last_owner');
    expect(await team.changeRole({ admin_id: 'adm_unknown', role: 'owner' }).catch(code)).toBe(
      'admin_not_found',
    );
  });

  test('changes roles and leaves at once, where people are signed in', async () => {
    const { team } = await owner();
    const { email, adminId } = await newAdmin('viewer');
    const { token } = await signIn(email);
    await team.changeRole({ admin_id: adminId, role: 'admin' });
    expect(await findAdmin(ctx, token)).toMatchObject({ role: 'admin' });
    await team.remove({ admin_id: adminId });
    expect(await findAdmin(ctx, token)).toBeNull();
  });

  test('invites by a link that works once, for the latest invitation, and not for ever', async () => {
    const { team } = await owner();
    const email = 'New.Person@example.com';
    const earlier = await team.invite({ email, role: 'viewer' });
    const { token } = await team.invite({ email, role: 'analyst' });
    const guest = await panel();
    const password = 'a-password-of-my-own';
    const accept = (given: string) => guest.session.acceptInvitation({ token: given, password });
    expect(await accept(earlier.token).catch(code)).toBe('invitation_not_found');
    expect(await guest.session.getInvitation({ token })).toEqual({
      email: email.toLowerCase(),
      role: 'analyst',
      workspace: null,
      account: 'none',
    });
    const answers = await Promise.all([accept(token).catch(code), accept(token).catch(code)]);
    expect(answers.filter((answer) => answer === 'invitation_not_found')).toHaveLength(1);
    expect(await signIn(email, password)).toMatchObject({ stage: 'open' });
    expect(await team.invite({ email, role: 'viewer' }).catch(code)).toBe('admin_exists');

    const late = await team.invite({ email: 'late@example.com', role: 'viewer' });
    await ctx.db
      .updateTable('admin_invitations')
      .set({ expires_at: new Date(0) })
      .execute();
    expect(await guest.session.getInvitation({ token: late.token }).catch(code)).toBe('invitation_not_found');
    expect(await accept(late.token).catch(code)).toBe('invitation_not_found');
  });

  test('resets the second factor of one who lost it', async () => {
    const { email, adminId } = await withTotp();
    await (await owner()).team.resetTotp({ admin_id: adminId });
    expect(await signIn(email)).toMatchObject({ stage: 'open' });
  });
});

describe('a request from another site', () => {
  const send = (headers: Record<string, string>, path = '/api/session.signOut', method = 'POST') =>
    fetch(`${docent.url}/admin${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(method === 'POST' && { body: JSON.stringify({ token: 'unknown' }) }),
    }).then(({ status }) => status);

  test('changes nothing, whether it names its origin or hides it', async () => {
    expect(await send({ origin: docent.url })).toBe(200);
    expect(await send({ 'sec-fetch-site': 'same-origin' })).toBe(200);
    for (const headers of [
      {},
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: docent.url, 'sec-fetch-site': 'cross-site' },
    ])
      for (const path of ['/api/session.signOut', '/login', '/logout'])
        expect(await send(headers as Record<string, string>, path), JSON.stringify(headers)).toBe(403);
  });

  test('gets no answer of the router, not even to a question', async () => {
    expect(await send({}, '/api/session.current', 'GET')).toBe(200);
    expect(await send({ 'sec-fetch-site': 'cross-site' }, '/api/session.current', 'GET')).toBe(403);
    expect(await send({ 'sec-fetch-site': 'cross-site' }, '/login', 'GET')).toBe(200);
  });
});

test('who has lost password, phone and codes is let in again, once, by the operator', async () => {
  const { email, token } = await withTotp();
  for (let tried = 0; tried < 11; tried++) await signIn(email, 'guess-after-guess').catch(() => {});
  const password = await recoverAdmin(ctx, ` ${email.toUpperCase()} `);
  expect(await findLogin(ctx, token)).toBeNull();
  await expect(signIn(email)).rejects.toMatchObject({ cause: { code: 'invalid_credentials' } });
  const begun = await signIn(email, password);
  expect(begun.stage).toBe('password');
  await expect((await panel(begun.token)).account.get({})).rejects.toMatchObject({
    cause: { code: 'not_signed_in' },
  });
  const changed = await (await panel(begun.token)).session.setPassword({ password: `${PASSWORD}-new` });
  const account = await (await panel(changed.token)).account.get({});
  expect(account).toMatchObject({ email, totp_on: false, recovery_codes_left: 0 });
  await expect(recoverAdmin(ctx, 'nobody@example.com')).rejects.toThrow(/Owners: .*@/);
});

describe('an OpenID provider', () => {
  let provider: IdentityProvider;
  beforeAll(async () => {
    provider = await startIdentityProvider();
  });
  afterAll(() => provider.close());
  beforeEach(() => {
    provider.forges = false;
  });

  type Settings = Partial<NonNullable<Context['config']['oidc']>>;
  /** The router of an installation with this provider. */
  function withProvider(settings: Settings = {}, token?: string) {
    const oidc = {
      ...readConfig({ OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: CLIENT.clientId }).oidc!,
      clientSecret: CLIENT.clientSecret,
      ...settings,
    };
    return panel(token, client, { ...ctx, config: { ...ctx.config, oidc } });
  }
  /** Signs somebody in, who is sent to the provider and back. */
  async function comeBack(claims: Record<string, unknown>, settings: Settings = {}) {
    provider.claims = claims;
    const { session } = await withProvider(settings);
    const { url, flow } = await session.beginOidc({ to: '/usage' });
    return session.finishOidc({ query: await provider.signIn(url), flow });
  }
  const roles = { 'docent-viewers': 'viewer', 'docent-admins': 'admin', 'docent-owners': 'owner' } as const;
  const memberOf = (email: string) =>
    ctx.db.selectFrom('admins').select(['admin_id', 'role']).where('email', '=', email).executeTakeFirst();

  test('makes a member with the role of the claim, which follows the claim at every sign-in', async () => {
    const claims = { sub: 'anna', email: 'Anna@Example.com', email_verified: true };
    const begun = await comeBack(
      { ...claims, groups: ['staff', 'docent-viewers', 'docent-admins'] },
      { roles, roleClaim: 'groups' },
    );
    expect(begun).toMatchObject({ stage: 'open', to: '/usage' });
    expect(await findAdmin(ctx, begun.token)).toMatchObject({ email: 'anna@example.com', role: 'admin' });
    // Keycloak's claim is nested; the address has changed meanwhile, the subject has not.
    const again = await comeBack(
      { sub: 'anna', realm_access: { roles: ['docent-viewers'] } },
      { roles, roleClaim: 'realm_access.roles' },
    );
    expect(await findAdmin(ctx, again.token)).toMatchObject({ email: 'anna@example.com', role: 'viewer' });
    expect(await comeBack({ ...claims, groups: [] }, { roles, roleClaim: 'groups' }).catch(code)).toBe(
      'oidc_refused',
    );
    const entries = await ctx.db
      .selectFrom('audit_entries')
      .select(['actor_label', 'outcome', sql<string | null>`subjects ->> 'role'`.as('role')])
      .where('action', '=', 'session.finishOidc')
      .orderBy('sequence')
      .execute();
    expect(entries).toEqual([
      { actor_label: 'anna@example.com', outcome: 'ok', role: 'admin' },
      { actor_label: 'anna@example.com', outcome: 'ok', role: 'viewer' },
      { actor_label: null, outcome: 'oidc_refused', role: null },
    ]);
  });

  test('signs in who is in the team by a verified address, and nobody by another one', async () => {
    const { email, adminId } = await newAdmin('analyst');
    const claims = { sub: 'known', email };
    for (const unverified of [
      claims,
      { ...claims, email_verified: false },
      { ...claims, email_verified: 'true' },
    ])
      expect(await comeBack(unverified, { defaultRole: 'viewer' }).catch(code)).toBe('oidc_refused');
    expect(
      await comeBack({ ...claims, email_verified: true }, { domains: ['example.org'] }).catch(code),
    ).toBe('oidc_refused');
    // A role by default is for new members; without OIDC_ROLES nothing changes the role of others.
    const begun = await comeBack({ ...claims, email_verified: true }, { defaultRole: 'viewer' });
    expect(await findAdmin(ctx, begun.token)).toMatchObject({ adminId, role: 'analyst' });
    // Passwords go on as before.
    expect((await signIn(email)).stage).toBe('open');
    const stranger = { sub: 'stranger', email: 'stranger@example.com', email_verified: true };
    expect(await comeBack(stranger).catch(code)).toBe('oidc_refused');
    expect(await memberOf('stranger@example.com')).toBeUndefined();
    const trusted = { sub: 'entra', email: 'entra@example.com' };
    provider.userInfo = { email: trusted.email };
    await comeBack(
      { sub: trusted.sub },
      { trustEmail: true, domains: ['example.com'], defaultRole: 'viewer' },
    );
    provider.userInfo = {};
    expect(await memberOf('entra@example.com')).toMatchObject({ role: 'viewer' });
  });

  test('gives an address that has another owner there no way into the account of the first one', async () => {
    const { email, adminId } = await newAdmin('admin');
    const claims = { email, email_verified: true };
    await comeBack({ ...claims, sub: 'first' });
    expect(await comeBack({ ...claims, sub: 'second' }, { defaultRole: 'viewer' }).catch(code)).toBe(
      'oidc_refused',
    );
    expect(await findAdmin(ctx, (await comeBack({ sub: 'first' })).token)).toMatchObject({ adminId });
    // The provider was set up anew: the operator lets the person in again.
    await recoverAdmin(ctx, email);
    expect((await comeBack({ ...claims, sub: 'second' })).stage).toBe('password');
    for (const address of [`x<${email}>@example.com`, `a,${email}`])
      expect(
        await comeBack({ sub: 'odd', email: address, email_verified: true }, { defaultRole: 'viewer' }).catch(
          code,
        ),
      ).toBe('oidc_refused');
  });

  describe('with roles in workspaces', () => {
    const newWorkspace = async () => {
      const workspace_id = newId('wsp');
      const row = { workspace_id, name: workspace_id, time_zone: 'UTC', plan: 'pro' as const };
      await ctx.db.insertInto('workspaces').values(row).execute();
      return workspace_id;
    };
    const standing = async (begun: { token: string }) => {
      const { role, workspaces } = (await findAdmin(ctx, begun.token))!;
      return { role, workspaces };
    };

    test('makes members of those that the claims give, who leave them when they give them no more', async () => {
      const [one, two, other] = [await newWorkspace(), await newWorkspace(), await newWorkspace()];
      const settings: Settings = {
        roles: {
          ...roles,
          one: { [one]: 'viewer' },
          both: { [one]: 'admin', [two]: 'viewer', wsp_gone: 'owner' },
        },
        // It would show a customer all the others.
        defaultRole: 'viewer',
      };
      const claims = { sub: 'customer', email: 'customer@example.com', email_verified: true };
      const first = await comeBack({ ...claims, roles: ['one', 'both'] }, settings);
      expect(await standing(first)).toEqual({
        role: null,
        workspaces: [one, two].map((workspace_id) => ({
          workspace_id,
          role: workspace_id === one ? 'admin' : 'viewer',
        })),
      });
      const { adminId: admin_id } = (await findAdmin(ctx, first.token))!;
      await ctx.db
        .insertInto('workspace_members')
        .values({ workspace_id: other, admin_id, role: 'analyst' })
        .execute();
      const later = await comeBack({ ...claims, roles: ['one'] }, settings);
      expect(await standing(later)).toEqual({
        role: null,
        workspaces: [
          { workspace_id: one, role: 'viewer' },
          { workspace_id: other, role: 'analyst' },
        ],
      });
      // The earlier login is no longer a member of the second either.
      expect((await standing(first)).workspaces).toHaveLength(2);
      expect(await standing(await comeBack({ ...claims, roles: [] }, settings))).toEqual({
        role: null,
        workspaces: [{ workspace_id: other, role: 'analyst' }],
      });
      await ctx.db.deleteFrom('workspace_members').where('admin_id', '=', admin_id).execute();
      expect(await comeBack({ ...claims, roles: [] }, settings).catch(code)).toBe('oidc_refused');
      const raised = await comeBack({ ...claims, roles: ['docent-admins'] }, settings);
      expect(await standing(raised)).toEqual({ role: 'admin', workspaces: [] });
      // And down again: from the team to a member.
      expect((await standing(await comeBack({ ...claims, roles: ['one'] }, settings))).role).toBeNull();
    });

    test('leaves no way in for who opened the account in somebody’s name', async () => {
      const workspace_id = await newWorkspace();
      const email = 'boss@example.com';
      const adminId = await createAdmin(ctx.db, { email, password: PASSWORD, role: null });
      await ctx.db
        .insertInto('workspace_members')
        .values({ workspace_id, admin_id: adminId, role: 'viewer' })
        .execute();
      const theirs = (await (await panel()).session.signIn({ email, password: PASSWORD })).token;
      const begun = await comeBack(
        { sub: 'boss', email, email_verified: true, roles: ['docent-owners'] },
        { roles },
      );
      expect(await findAdmin(ctx, begun.token)).toMatchObject({ adminId, role: 'owner' });
      expect(await findAdmin(ctx, theirs)).toBeNull();
      expect(await signIn(email).catch(code)).toBe('invalid_credentials');
    });
  });

  test('cannot be used to fill the audit log: an IP address has 100 failures in a quarter of an hour', async () => {
    const oidc = { ...readConfig({ OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: CLIENT.clientId }).oidc! };
    const service = { ...ctx, config: { ...ctx.config, oidc } };
    const { session } = await panel(undefined, { ...client, ip: '192.0.2.99' }, service);
    const codes = [];
    for (let n = 0; n < 101; n++) codes.push(await session.finishOidc({ query: '', flow: '' }).catch(code));
    expect(codes.slice(0, 100).every((each) => each === 'oidc_failed')).toBe(true);
    expect(codes.at(-1)).toBe('too_many_attempts');
    const { entries } = await ctx.db
      .selectFrom('audit_entries')
      .select(({ fn }) => fn.countAll<string>().as('entries'))
      .where('ip', '=', '192.0.2.99')
      .executeTakeFirstOrThrow();
    expect(Number(entries)).toBe(100);
  });

  test('leaves the last owner one, and asks for the code of whoever has two-step sign-in on', async () => {
    const [last] = await ctx.db.selectFrom('admins').select('email').where('role', '=', 'owner').execute();
    const claims = { sub: 'last', email: last!.email, email_verified: true, roles: ['docent-viewers'] };
    const owners = ctx.db.selectFrom('admins').select('email').where('role', '=', 'owner');
    await ctx.db
      .updateTable('admins')
      .set({ role: 'admin' })
      .where('role', '=', 'owner')
      .where('email', '<>', last!.email)
      .execute();
    await comeBack(claims, { roles });
    expect(await owners.execute()).toEqual([last]);
    const { email } = await withTotp();
    const begun = await comeBack({ sub: 'phone', email, email_verified: true });
    expect(begun.stage).toBe('code');
    expect(await findAdmin(ctx, begun.token)).toBeNull();
  });

  test('is believed only in the browser that was sent to it, once, with a signature of its own', async () => {
    provider.claims = { sub: 'anna' };
    const { session } = await withProvider();
    const one = await session.beginOidc({ to: '' });
    const two = await session.beginOidc({ to: '' });
    expect(one.url).toMatch(/code_challenge_method=S256/);
    const query = await provider.signIn(one.url);
    for (const flow of ['', 'AAAA', two.flow])
      expect(await session.finishOidc({ query, flow }).catch(code)).toBe('oidc_failed');
    expect((await session.finishOidc({ query, flow: one.flow })).stage).toBe('open');
    expect(await session.finishOidc({ query, flow: one.flow }).catch(code)).toBe('oidc_failed');
    provider.forges = true;
    expect(await comeBack({ sub: 'anna' }).catch(code)).toBe('oidc_failed');
    provider.forges = false;
    for (const wrong of [
      { aud: 'another' },
      { nonce: 'another' },
      { iss: 'https://example.com' },
      { exp: 1 },
    ])
      expect(await comeBack({ sub: 'anna', ...wrong }).catch(code)).toBe('oidc_failed');
    const denied = await session.beginOidc({ to: '' });
    const state = new URL(denied.url).searchParams.get('state')!;
    expect(
      await session
        .finishOidc({ query: `?error=access_denied&state=${state}`, flow: denied.flow })
        .catch(code),
    ).toBe('oidc_failed');
  });

  test('is not there unless it is set, and one that is away leaves passwords as they are', async () => {
    const { session } = await panel();
    expect(await session.provider({})).toEqual({ name: null });
    expect(await session.beginOidc({ to: '' }).catch(code)).toBe('oidc_not_set_up');
    expect(await session.finishOidc({ query: '', flow: '' }).catch(code)).toBe('oidc_not_set_up');
    const away = await withProvider({ issuer: 'http://127.0.0.1:9' });
    expect(await away.session.beginOidc({ to: '' }).catch(code)).toBe('oidc_failed');
    expect(await away.session.provider({})).toEqual({ name: 'single sign-on' });
  });
});
