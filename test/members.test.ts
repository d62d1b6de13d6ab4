// Members of one workspace, tried at everything the panel has: the procedures of its router, found by themselves, and
// its routes for files. What is another workspace's answers as what does not exist; what is the installation's is
// refused. A new procedure is in one of both, or fails here.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { createHttpApp } from '../server/create-http-app.ts';
import { createCaller, router } from '../server/transport/trpc/router.ts';
import { createAdmin } from '../server/access/admins/create-admin.ts';
import { LOGIN_COOKIE } from '../shared/contract/admins.panel.ts';
import { roles, type Role } from '../shared/contract/index.ts';
import { newId } from '../shared/platform/ids.ts';
import { expectNothingOf, idFields, plain } from './foreign.ts';
import { startDocent, type Docent } from './harness.ts';
import { CANARY, newTenant, ownerOf, rowsOf, unknownIds, type Owned, type Tenant } from './tenant.ts';

type Reach = 'anyone' | 'team' | 'app' | 'workspace' | 'seen' | 'own';
type Procedure = { _def: { type: 'query' | 'mutation'; inputs: z.ZodType[]; meta: { reach: Reach } } };
const procedures = Object.entries(router._def.procedures as unknown as Record<string, Procedure>);
const reaching = (reach: Reach) => procedures.filter(([, { _def }]) => _def.meta.reach === reach);

const PASSWORD = 'a password for this test';
let docent: Docent;
let ours: Tenant;
let theirs: Tenant;
let here: string;
let there: string;
/** Of the other workspace: ids that belong to no app. */
let owned: Owned;
let url: string;
let before: Record<string, unknown>;
const ends: (() => Promise<unknown>)[] = [];

const newWorkspace = async (name: string) =>
  (await ownerOf(docent).workspaces.create({ name, time_zone: 'UTC' })).workspace.workspace_id;

async function addMember(workspace_id: string, role: Role, email = `${newId('req')}@example.com`) {
  const adminId = await createAdmin(docent.ctx.db, { email, password: PASSWORD, role: null });
  await docent.ctx.db
    .insertInto('workspace_members')
    .values({ workspace_id, admin_id: adminId, role })
    .execute();
  return { adminId, email };
}

const callerOf = (workspaces: { workspace_id: string; role: Role }[], adminId = newId('adm')) =>
  createCaller({
    service: docent.ctx,
    admin: { adminId, email: 'member@example.com', role: null, workspaces },
    requestId: newId('req'),
    signal: new AbortController().signal,
  });
const memberOf = (workspace_id: string, role: Role, adminId?: string) =>
  callerOf([{ workspace_id, role }], adminId);

async function answerOf(
  caller: object,
  path: string,
  input: object,
): Promise<{ code: string; text: string }> {
  const [group, name] = path.split('.') as [string, string];
  try {
    return { code: 'OK', text: JSON.stringify(await (caller as any)[group][name](input)) ?? '' };
  } catch (error: any) {
    return { code: error.cause?.code ?? error.code, text: JSON.stringify([error.code, error.message]) };
  }
}

const nobody = createCaller;
async function signIn(email: string, password = PASSWORD): Promise<string> {
  const caller = nobody({
    service: docent.ctx,
    admin: null,
    requestId: newId('req'),
    signal: new AbortController().signal,
  });
  return (await caller.session.signIn({ email, password })).token;
}
/** A request of a browser to the router. */
const ask = (token: string, path: string, input: object = {}) =>
  fetch(`${url}/admin/api/${path}?input=${encodeURIComponent(JSON.stringify(input))}`, {
    headers: { cookie: `${LOGIN_COOKIE}=${token}`, origin: url },
  });

/** What is the other workspace's, beside its app's rows. */
async function rowsThere() {
  const { db } = docent.ctx;
  const of = (table: 'workspaces' | 'workspace_members' | 'admin_invitations' | 'invoices' | 'notices') =>
    db.selectFrom(table).selectAll().where('workspace_id', '=', there).execute();
  // What was refused is in the log, which is the team's.
  const { audit_entries: _log, ...app } = await rowsOf(docent, theirs.appId);
  return {
    app,
    workspace: await of('workspaces'),
    members: await of('workspace_members'),
    invitations: await of('admin_invitations'),
    invoices: await of('invoices'),
    notices: await of('notices'),
  };
}

async function addInvoice(workspace_id: string, word: string): Promise<string> {
  const invoice_id = newId('inv');
  await docent.ctx.db
    .insertInto('invoices')
    .values({
      invoice_id,
      workspace_id,
      kind: 'invoice',
      number: `2025-${word}`,
      month: '2025-01-01',
      workspace_name: word,
      time_zone: 'UTC',
      currency: 'usd',
      exact_total: '1',
      total: '1',
      status: 'open',
    } as never)
    .execute();
  return invoice_id;
}

beforeAll(async () => {
  docent = await startDocent();
  here = await newWorkspace('granite');
  there = await newWorkspace(CANARY);
  await docent.ctx.db
    .updateTable('workspaces')
    .set({ plan: 'pro' })
    .where('workspace_id', '=', here)
    .execute();
  ours = await newTenant(docent, 'granite', here);
  theirs = await newTenant(docent, CANARY, there);
  const stranger = await addMember(there, 'owner', `${CANARY}@example.com`);
  await ownerOf(docent).members.invite({
    workspace_id: there,
    email: `other-${CANARY}@example.com`,
    role: 'viewer',
  });
  const invitation = await docent.ctx.db
    .selectFrom('admin_invitations')
    .select('invitation_id')
    .where('workspace_id', '=', there)
    .executeTakeFirstOrThrow();
  const notice_id = newId('ntc');
  await docent.ctx.db
    .insertInto('notices')
    .values({
      notice_id,
      workspace_id: there,
      kind: 'quota',
      subject: 'x',
      message: `${CANARY} is full`,
    } as never)
    .execute();
  owned = {
    app_id: theirs.appId,
    workspace_id: there,
    invoice_id: await addInvoice(there, CANARY),
    notice_id,
    admin_id: stranger.adminId,
    invitation_id: invitation.invitation_id,
  };
  await addInvoice(here, 'granite');
  before = await rowsThere();
  const pages = { ready: new Promise<never>(() => {}), underWay: true };
  const config = { ...docent.ctx.config, roles: new Set(['api', 'admin'] as const) };
  const server = createServer(await createHttpApp({ ...docent.ctx, config }, { panel: pages }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  for (const end of ends) await end();
  await docent.close();
});

describe('a member of one workspace', () => {
  test('is refused by everything of the installation, whatever is asked', async () => {
    expect(reaching('team').length).toBeGreaterThan(20);
    for (const role of roles)
      for (const [path] of reaching('team'))
        for (const input of [{}, { app_id: ours.appId, workspace_id: here }, owned]) {
          const answer = await answerOf(memberOf(here, role), path, input);
          expect(answer.code, `${path} as ${role}: ${answer.text}`).toBe('missing_role');
        }
  });

  test.each([...reaching('app'), ...reaching('workspace')].map(([path]) => path))(
    'hears nothing of another workspace at %s',
    async (path) => {
      for (const role of roles) {
        const caller = memberOf(here, role);
        const foreign = { ...owned, ...theirs.ids };
        const unknown = unknownIds(foreign);
        const answer = await answerOf(caller, path, foreign);
        const nothing = await answerOf(caller, path, unknown);
        expect([answer.code, plain(answer.text, foreign)]).toEqual([
          nothing.code,
          plain(nothing.text, unknown),
        ]);
        expect(answer.code).toMatch(/^(app|workspace)_not_found$/);
      }
    },
  );

  test.each(reaching('seen'))('sees at %s what is theirs alone', async (path, { _def }) => {
    const besides = {};
    const fields = _def.inputs.flatMap((schema) => [
      ...idFields(schema).map((field) => field.path),
      // Left out of the fields, as it names the app elsewhere.
      ...('shape' in schema && 'app_id' in (schema.shape as object) ? ['app_id'] : []),
    ]);
    for (const role of roles) {
      const caller = memberOf(here, role);
      for (const field of fields) {
        const unknown = unknownIds(owned);
        const answer = await answerOf(caller, path, { ...besides, [field]: owned[field] });
        const nothing = await answerOf(caller, path, { ...besides, [field]: unknown[field] });
        expect([answer.code, plain(answer.text, owned)]).toEqual([
          nothing.code,
          plain(nothing.text, unknown),
        ]);
        expectNothingOf(theirs, plain(answer.text, owned), `${path} ${field}`);
      }
      const open = await answerOf(caller, path, besides);
      expectNothingOf(theirs, open.text, path);
      for (const id of Object.values(owned)) expect(open.text).not.toContain(id);
    }
  });

  test('sees what is theirs', async () => {
    const member = memberOf(here, 'viewer');
    expect((await member.workspaces.list({})).workspaces.map(({ workspace_id }) => workspace_id)).toEqual([
      here,
    ]);
    expect((await member.apps.list({})).apps.map(({ app_id }) => app_id)).toEqual([ours.appId]);
    expect((await member.apps.names({})).apps.map(({ app_id }) => app_id)).toEqual([ours.appId]);
    expect((await member.invoices.list({})).invoices).toHaveLength(1);
    expect((await member.costs.get({})).by_part.map(({ part }) => part)).toEqual([ours.appId]);
    expect((await member.library.list({ app_id: ours.appId })).documents).not.toEqual([]);
    const plan = await member.plans.get({ workspace_id: here });
    expect(plan.plans.map(({ plan: name }) => name)).toEqual(['pro']);
    expect(plan.used.seats).toBe(0);
    expect((await callerOf([]).apps.list({})).apps).toEqual([]);
  });

  test('reads in the audit log what was done in their workspace, and nothing that others tried', async () => {
    const caller = memberOf(here, 'admin');
    const listed = async (words = '') => {
      const { actions } = await caller.audit.list({ words });
      return actions.map(({ action, actor, outcome, ip }) => ({ action, actor, outcome, ip }));
    };
    const { email, adminId } = await addMember(here, 'admin', 'granite-admin@example.com');
    const member = createCaller({
      service: docent.ctx,
      admin: { adminId, email, role: null, workspaces: [{ workspace_id: here, role: 'admin' }] },
      client: { ip: '192.0.2.1', userAgent: '' },
      requestId: newId('req'),
      signal: new AbortController().signal,
    });
    const entry = { action: 'limits.set', outcome: 'ok' };
    await member.limits.set({ app_id: ours.appId, limits: {} });
    expect(await listed()).toContainEqual({ ...entry, actor: email, ip: '192.0.2.1' });
    // The team, without the address of its network.
    const owner = await docent.ctx.db
      .selectFrom('admins')
      .select(['admin_id', 'email'])
      .where('role', 'is not', null)
      .executeTakeFirstOrThrow();
    const team = createCaller({
      service: docent.ctx,
      admin: { adminId: owner.admin_id, email: owner.email, role: 'owner' },
      client: { ip: '192.0.2.2', userAgent: '' },
      requestId: newId('req'),
      signal: new AbortController().signal,
    });
    await team.limits.set({ app_id: ours.appId, limits: {} });
    await team.workspaces.update({ workspace_id: here, name: 'granite', time_zone: 'UTC' });
    expect(await listed()).toContainEqual({ ...entry, actor: owner.email, ip: null });
    expect(await listed('workspaces.update')).toHaveLength(1);
    // Another tenant names this workspace and its app wherever an input takes them.
    const stranger = createCaller({
      service: docent.ctx,
      admin: {
        adminId: owned['admin_id']!,
        email: `${CANARY}@example.com`,
        role: null,
        workspaces: [{ workspace_id: there, role: 'owner' }],
      },
      requestId: newId('req'),
      signal: new AbortController().signal,
    });
    const named = { workspace_id: here, app_id: ours.appId };
    for (const [path, { _def }] of procedures)
      if (_def.type === 'mutation' && !/^session[.]/.test(path)) await answerOf(stranger, path, named);
    await answerOf(stranger, 'members.invite', { ...named, workspace_id: there });
    await answerOf(memberOf(here, 'owner'), 'members.withdraw', {
      workspace_id: here,
      app_id: theirs.appId,
      invitation_id: newId('inv'),
    });
    const all = JSON.stringify(await caller.audit.list({}));
    expectNothingOf({ ...theirs, ids: {} }, all.replaceAll(theirs.appId, ''), 'the audit log');
    expect((await caller.audit.list({ words: CANARY })).actions).toEqual([]);
    // Whoever was removed is still named.
    await docent.ctx.db.deleteFrom('admins').where('admin_id', '=', adminId).execute();
    expect(await listed('limits.set')).toContainEqual({ ...entry, actor: email, ip: null });
    for (const role of ['viewer', 'analyst'] as const)
      expect((await memberOf(here, role).audit.list({})).actions).toEqual([]);
  });

  test('has an account whose actions are told apart in the audit log by their names', () => {
    const besides = procedures.filter(
      ([, { _def }]) => _def.type === 'mutation' && ['own', 'anyone'].includes(_def.meta.reach),
    );
    expect(besides.map(([path]) => path).filter((path) => !/^(account|session)[.]/.test(path))).toEqual([]);
  });

  test('has an overview of their apps', async () => {
    const { apps, by_app, total, ingest } = await memberOf(here, 'viewer').overview.get({});
    expect(apps.map(({ app_id }) => app_id)).toEqual([ours.appId]);
    expect(by_app.map(({ app_id }) => app_id)).toEqual([ours.appId]);
    const alone = await ownerOf(docent).overview.get({ app_id: ours.appId });
    expect([total, ingest]).toEqual([alone.total, alone.ingest]);
    expect(total.answers).toBeGreaterThan(0);
    const both = await ownerOf(docent).overview.get({});
    expect(both.total.answers).toBeGreaterThan(total.answers);
  });

  test('may in an app what the role in its workspace allows', async () => {
    const inApp = { app_id: ours.appId };
    const [viewer, admin] = [memberOf(here, 'viewer'), memberOf(here, 'admin')];
    await expect(viewer.conversations.list(inApp)).rejects.toMatchObject({ cause: { code: 'missing_role' } });
    await admin.apps.update({ ...inApp, name: 'Renamed' });
    await expect(admin.apps.erase({ ...inApp, name: 'Renamed' })).rejects.toMatchObject({
      cause: { code: 'missing_role' },
    });
    await expect(viewer.apps.create({ workspace_id: here, name: 'New' })).rejects.toMatchObject({
      cause: { code: 'missing_role' },
    });
    // Two roles of one person: each counts where it is.
    const both = callerOf([
      { workspace_id: here, role: 'viewer' },
      { workspace_id: there, role: 'admin' },
    ]);
    await expect(both.apps.update({ ...inApp, name: 'X' })).rejects.toMatchObject({
      cause: { code: 'missing_role' },
    });
    expect((await both.apps.list({})).apps).toHaveLength(2);
  });

  test('leaves entries of the audit log that name them and their workspace', async () => {
    const { adminId } = await addMember(here, 'admin');
    await memberOf(here, 'admin', adminId).limits.set({ app_id: ours.appId, limits: {} });
    const entries = await docent.ctx.db
      .selectFrom('audit_entries')
      .select(['action', 'actor_id', 'app_id', 'workspace_id', 'outcome'])
      .where('actor_id', '=', adminId)
      .orderBy('sequence')
      .execute();
    const entry = { action: 'limits.set', actor_id: adminId, app_id: ours.appId, workspace_id: here };
    expect(entries).toEqual([
      { ...entry, outcome: 'begun' },
      { ...entry, outcome: 'ok' },
    ]);
  });

  test('is kept out of the files and previews of others', async () => {
    const { email } = await addMember(here, 'owner');
    const cookie = `${LOGIN_COOKIE}=${await signIn(email)}`;
    const form = () => {
      const body = new FormData();
      body.append('file', new Blob(['A text.']), 'a.txt');
      return body;
    };
    const asked = { message: 'When does the vault open?' };
    type Try = { method?: string; path: string; json?: object; body?: () => FormData };
    const tries = ({ app_id, document_id, export_id, invoice_id }: Owned): Try[] => [
      { path: `files/invoices/${invoice_id}?format=csv` },
      { path: `files/${app_id}/${document_id}` },
      { path: `files/${app_id}/exports/${export_id}` },
      { path: `files/${app_id}/conversations/file?format=csv` },
      { method: 'POST', path: `files/${app_id}`, body: form },
      { method: 'POST', path: `files/${app_id}/${document_id}`, body: form },
      { path: `preview/${app_id}` },
      { path: `preview/${app_id}/api/v1/widget` },
      { method: 'POST', path: `preview/${app_id}/api/v1/chat`, json: asked },
    ];
    const send = ({ method = 'GET', path, json, body }: Try) =>
      fetch(`${url}/admin/${path}`, {
        method,
        headers: { cookie, origin: url, ...(json && { 'content-type': 'application/json' }) },
        body: json ? JSON.stringify(json) : (body?.() ?? null),
      });
    const foreign = { ...theirs.ids, ...owned };
    const unknown = unknownIds(foreign);
    for (const [place, one] of tries(foreign).entries()) {
      const answer = await send(one);
      const nothing = await send(tries(unknown)[place]!);
      const text = await answer.text();
      const id = /req_\w+/g;
      expect([answer.status, text.replaceAll(id, '')], one.path).toEqual([
        404,
        (await nothing.text()).replaceAll(id, ''),
      ]);
    }
    expect((await send({ path: 'files/audit' })).status).toBe(403);
    for (const workspace of [here, there])
      expect((await send({ path: `files/invoices/month/${workspace}` })).status).toBe(403);
    expect((await send({ path: `files/${ours.appId}/${ours.ids['document_id']}` })).status).toBe(200);
    expect((await send({ path: `preview/${ours.appId}` })).status).toBe(200);
  });

  test('has changed nothing of theirs by all this', async () => {
    expect(await rowsThere()).toEqual(before);
  });

  test('is told what needs attention in their apps, and nothing of the installation', async () => {
    await docent.ctx.db.updateTable('documents').set({ status: 'failed', error: 'x' }).execute();
    const { attention } = await memberOf(here, 'viewer').overview.get({});
    expect(attention).toMatchObject([{ kind: 'documents_failed', app_id: ours.appId }]);
    expect((await ownerOf(docent).overview.get({})).attention.length).toBeGreaterThan(2);
  });
});

describe('a login of a member', () => {
  test('follows a change of role and a removal with the next request', async () => {
    const { adminId, email } = await addMember(here, 'analyst');
    const other = await newWorkspace('second');
    await docent.ctx.db
      .insertInto('workspace_members')
      .values({ workspace_id: other, admin_id: adminId, role: 'viewer' })
      .execute();
    const token = await signIn(email);
    const conversations = () => ask(token, 'conversations.list', { app_id: ours.appId });
    expect((await conversations()).status).toBe(200);
    const owner = memberOf(here, 'owner');
    const member = { workspace_id: here, admin_id: adminId };
    await owner.members.changeRole({ ...member, role: 'viewer' });
    expect((await conversations()).status).toBe(403);
    await owner.members.remove(member);
    expect((await conversations()).status).toBe(404);
    expect((await ask(token, 'workspaces.get', { workspace_id: here })).status).toBe(404);
    // Still somebody elsewhere; removed there, too, the account goes.
    expect((await ask(token, 'workspaces.get', { workspace_id: other })).status).toBe(200);
    await memberOf(other, 'owner').members.remove({ workspace_id: other, admin_id: adminId });
    expect((await ask(token, 'workspaces.list')).status).toBe(401);
    await expect(signIn(email)).rejects.toMatchObject({ cause: { code: 'invalid_credentials' } });
  });

  test('ends with the workspace', async () => {
    const erased = await newWorkspace('Soon gone');
    const { email } = await addMember(erased, 'owner');
    const token = await signIn(email);
    await memberOf(erased, 'owner').members.invite({
      workspace_id: erased,
      email: 'late@example.com',
      role: 'viewer',
    });
    await ownerOf(docent).workspaces.erase({ workspace_id: erased, name: 'Soon gone' });
    expect((await ask(token, 'workspaces.list')).status).toBe(401);
    const left = docent.ctx.db.selectFrom('admin_invitations').selectAll().where('workspace_id', '=', erased);
    expect(await left.execute()).toEqual([]);
  });
});

describe('the owners of a workspace', () => {
  const open = (token?: string) => ({
    accept: async (link: string, password?: string) =>
      token === undefined
        ? nobody({
            service: docent.ctx,
            admin: null,
            requestId: newId('req'),
            signal: new AbortController().signal,
          }).session.acceptInvitation({ token: link, ...(password && { password }) })
        : fetch(`${url}/admin/api/session.acceptInvitation`, {
            method: 'POST',
            headers: {
              cookie: `${LOGIN_COOKIE}=${token}`,
              origin: url,
              'content-type': 'application/json',
            },
            body: JSON.stringify({ token: link }),
          }),
  });
  const standing = async (email: string) => {
    const token = await signIn(email);
    return (await (await ask(token, 'session.current')).json()).result.data;
  };

  test('let people into it, with a role, and into nothing else', async () => {
    const email = 'new@example.com';
    const owner = memberOf(here, 'owner');
    const { token, mailed } = await owner.members.invite({ workspace_id: here, email, role: 'analyst' });
    expect(mailed).toBe(false);
    await expect(open().accept(token)).rejects.toMatchObject({ cause: { code: 'invalid_request' } });
    expect(await open().accept(token, PASSWORD)).toMatchObject({ token: expect.any(String) });
    await expect(open().accept(token, PASSWORD)).rejects.toMatchObject({
      cause: { code: 'invitation_not_found' },
    });
    expect(await standing(email)).toMatchObject({
      role: null,
      workspaces: [{ workspace_id: here, role: 'analyst' }],
    });
    await expect(owner.members.invite({ workspace_id: here, email, role: 'owner' })).rejects.toMatchObject({
      cause: { code: 'admin_exists' },
    });
    const { members, invitations } = await owner.members.list({ workspace_id: here });
    expect(members.map((member) => member.email)).toContain(email);
    expect(invitations).toEqual([]);
    expect((await ownerOf(docent).team.list({})).admins.map((admin) => admin.email)).not.toContain(email);
  });

  test('open nobody’s account by a link: who has one signs in with it', async () => {
    const { email } = await addMember(there, 'viewer');
    const { token } = await memberOf(here, 'owner').members.invite({
      workspace_id: here,
      email,
      role: 'admin',
    });
    await expect(open().accept(token, 'another password')).rejects.toMatchObject({
      cause: { code: 'not_signed_in' },
    });
    const stranger = await addMember(there, 'owner');
    const refused = (await open(await signIn(stranger.email)).accept(token)) as Response;
    expect(refused.status).toBe(401);
    expect(((await open(await signIn(email)).accept(token)) as Response).status).toBe(200);
    expect((await standing(email)).workspaces).toHaveLength(2);
    // Into the team, too: the same account.
    const invited = await ownerOf(docent).team.invite({ email, role: 'viewer' });
    await expect(open().accept(invited.token, PASSWORD)).rejects.toMatchObject({
      cause: { code: 'not_signed_in' },
    });
    expect(((await open(await signIn(email)).accept(invited.token)) as Response).status).toBe(200);
    expect(await standing(email)).toMatchObject({ role: 'viewer' });
  });

  test('reach no invitation and no member of another workspace', async () => {
    const owner = memberOf(here, 'owner');
    const { invitation_id, admin_id } = owned as { invitation_id: string; admin_id: string };
    await owner.members.withdraw({ workspace_id: here, invitation_id });
    const known = await docent.ctx.db
      .selectFrom('admin_invitations')
      .select('invitation_id')
      .where('invitation_id', '=', invitation_id)
      .executeTakeFirst();
    expect(known).toBeDefined();
    for (const attempt of [
      () => owner.members.remove({ workspace_id: here, admin_id }),
      () => owner.members.changeRole({ workspace_id: here, admin_id, role: 'viewer' }),
    ])
      await expect(attempt()).rejects.toMatchObject({ cause: { code: 'admin_not_found' } });
  });

  test('are at least one, as long as the team does not decide otherwise', async () => {
    const workspace_id = await newWorkspace('third');
    const { adminId: admin_id } = await addMember(workspace_id, 'owner');
    const owner = memberOf(workspace_id, 'owner', admin_id);
    for (const attempt of [
      () => owner.members.remove({ workspace_id, admin_id }),
      () => owner.members.changeRole({ workspace_id, admin_id, role: 'admin' }),
    ])
      await expect(attempt()).rejects.toMatchObject({ cause: { code: 'last_owner' } });
    await ownerOf(docent).members.remove({ workspace_id, admin_id });
    expect((await ownerOf(docent).members.list({ workspace_id })).members).toEqual([]);
  });

  test('are named to the admins of their workspace, and to nobody elsewhere', async () => {
    const workspace_id = await newWorkspace('asked');
    const { email } = await addMember(workspace_id, 'owner');
    const owners = (role: Role, of = workspace_id, input: object = { workspace_id: of }) =>
      memberOf(workspace_id, role).account.owners(input);
    expect(await owners('admin')).toEqual({ workspace: 'asked', emails: [email] });
    for (const role of ['viewer', 'analyst'] as const)
      expect(await owners(role)).toEqual({ workspace: 'asked', emails: [] });
    const nothing = { workspace: null, emails: [] };
    expect(await owners('owner', there)).toEqual(nothing);
    expect(await owners('owner', there, { app_id: theirs.appId })).toEqual(nothing);
    expect(await owners('owner', there, {})).toEqual(nothing);
    const team = await ownerOf(docent).account.owners({});
    expect(team).toEqual({ workspace: null, emails: [docent.adminEmail] });
  });

  test('have the seats of its plan', async () => {
    const workspace_id = await newWorkspace('fourth');
    const owner = memberOf(workspace_id, 'owner');
    const invite = (n: number) =>
      owner.members.invite({ workspace_id, email: `seat-${n}@example.com`, role: 'viewer' });
    const outcomes = await Promise.allSettled([0, 1, 2, 3, 4].map(invite));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    await owner.workspaces.get({ workspace_id });
    expect((await owner.plans.get({ workspace_id })).used.seats).toBe(3);
  });
});
