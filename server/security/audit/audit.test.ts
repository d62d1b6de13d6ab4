import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyLog } from '../../../shared/security/audit/verify-chain.ts';
import { contract, type Operation } from '../../../shared/contract/index.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { until } from '../../../test/until.ts';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { bearer, newAppWithKey, type TestKey } from '../../../test/keys.ts';
import { sampleOf, samples, sendSample } from '../../../test/samples.ts';
import { recoverAdmin } from '../../access/admins/recover-admin.ts';
import type { Stage } from '../../access/admins/find-login.ts';
import { LOGIN_COOKIE } from '../../../shared/contract/admins.panel.ts';
import { download, newExport } from '../../../test/exports.ts';
import { newBilledApp, spendDaily } from '../../../test/ledger.ts';
import { files } from '../../transport/panel/files.ts';
import { inAudit } from '../../transport/rest/serve.ts';
import { createCaller, router } from '../../transport/trpc/router.ts';

let docent: Docent;
let ours: TestKey;

beforeAll(async () => {
  docent = await startDocent({ roles: new Set(['api', 'worker', 'admin']) });
  ours = await newAppWithKey(docent);
});
afterAll(() => docent.close());

const admin = { adminId: newId('adm'), email: 'owner@example.com', role: 'owner' as const };
const callerOf = (stage: Stage | null = 'open', role: 'owner' | 'viewer' = 'owner') =>
  createCaller({
    service: docent.ctx,
    admin: stage === 'open' ? { ...admin, role } : null,
    login: stage && { loginId: newId('login'), admin, stage },
    client: { ip: '192.0.2.7', userAgent: '' },
    requestId: newId('req'),
    signal: new AbortController().signal,
  });

/** The entries that something leaves behind; jobs that end meanwhile leave theirs as `system`. */
async function entriesOf(run: () => Promise<unknown>, least = 0) {
  const { sequence } = await docent.ctx.db
    .selectFrom('audit_head')
    .select('sequence')
    .executeTakeFirstOrThrow();
  await run();
  return until(`${least} entries`, async () => {
    const entries = await docent.ctx.db
      .selectFrom('audit_entries')
      .selectAll()
      .where('sequence', '>', sequence)
      .where('actor_kind', '<>', 'system')
      .orderBy('sequence')
      .execute();
    return entries.length >= least && entries;
  });
}
const codeOf = (error: any) => error.cause?.code ?? error.code;

describe('the audit log', () => {
  const mutations = Object.entries(
    router._def.procedures as unknown as Record<string, { _def: { type: string } }>,
  ).filter(([, { _def }]) => _def.type === 'mutation');
  /** Before these nobody is signed in; what they leave is tested below, and in test/mail.test.ts. */
  const bySomebodyUnknown = [
    'session.signIn',
    'session.acceptInvitation',
    'session.beginOidc',
    'session.finishOidc',
    'session.requestReset',
    'session.resetPassword',
  ];
  const stages: Record<string, Stage> = { 'session.enterCode': 'code', 'session.setPassword': 'password' };

  test.each(mutations.map(([path]) => path).filter((path) => !bySomebodyUnknown.includes(path)))(
    'has an entry of %s before it, and one of how it ended',
    async (path) => {
      const [group, name] = path.split('.') as [string, string];
      const entries = await entriesOf(() =>
        (callerOf(stages[path]) as any)[group][name]({ app_id: ours.appId }).catch(() => {}),
      );
      expect(entries).toMatchObject([
        { action: path, outcome: 'begun', actor_id: admin.adminId, actor_label: admin.email },
        { action: path, ends_sequence: entries[0]!.sequence, ip: '192.0.2.7' },
      ]);
    },
  );

  test('names what was made, the code of what failed, and who was not allowed', async () => {
    const there = { app_id: ours.appId };
    const made = await entriesOf(() =>
      callerOf().keys.create({ ...there, name: 'New', kind: 'secret', scopes: ['chat'] }),
    );
    expect(made[1]).toMatchObject({
      outcome: 'ok',
      app_id: ours.appId,
      subjects: { app_id: ours.appId, key_id: expect.stringMatching(/^key_/) },
    });
    const key_id = newId('key');
    const failed = await entriesOf(() =>
      callerOf()
        .keys.revoke({ ...there, key_id })
        .catch(codeOf),
    );
    expect(failed[1]).toMatchObject({ outcome: 'key_not_found', subjects: { key_id } });
    const refused = await entriesOf(() =>
      callerOf('open', 'viewer')
        .keys.revoke({ ...there, key_id })
        .catch(codeOf),
    );
    expect(refused).toMatchObject([{ action: 'keys.revoke', outcome: 'missing_role' }]);
    expect(await entriesOf(() => callerOf().keys.list(there))).toEqual([]);
    expect(
      await entriesOf(() =>
        callerOf(null)
          .keys.create({} as never)
          .catch(codeOf),
      ),
    ).toEqual([]);
  });

  test('records logins: failed ones with the admin of the address, and accepted invitations', async () => {
    const { adminEmail: email, adminPassword: password } = docent;
    const nobody = callerOf(null);
    const wrong = await entriesOf(() =>
      nobody.session.signIn({ email, password: 'wrong-password' }).catch(codeOf),
    );
    expect(wrong).toMatchObject([
      { actor_kind: 'nobody', outcome: 'invalid_credentials', subjects: { admin_id: expect.any(String) } },
    ]);
    const slip = await entriesOf(() =>
      nobody.session.signIn({ email: 'hunter2@hunter2.example', password }).catch(codeOf),
    );
    expect(JSON.stringify(slip)).not.toContain('hunter2');
    expect(slip).toHaveLength(1);
    const right = await entriesOf(() => nobody.session.signIn({ email, password }));
    expect(right).toMatchObject([
      { action: 'session.signIn', actor_label: email, outcome: 'ok', ip: '192.0.2.7' },
    ]);
    const { token } = await callerOf().team.invite({ email: 'new@example.com', role: 'viewer' });
    const taken = await entriesOf(() =>
      nobody.session.acceptInvitation({ token, password: 'a-long-enough-password' }),
    );
    expect(taken).toMatchObject([{ action: 'session.acceptInvitation', actor_label: 'new@example.com' }]);
    const recovered = await entriesOf(() => recoverAdmin(docent.ctx, 'new@example.com'));
    expect(recovered).toMatchObject([{ actor_kind: 'command', action: 'admin:recover' }]);
  });

  test('keeps no word of what is asked in the panel', async () => {
    const message = 'Is marzipan a code word?';
    const entries = await entriesOf(async () => {
      const there = { app_id: ours.appId, metadata: { note: 'marzipan' }, end_user_id: 'marzipan' };
      for await (const _event of await callerOf().playground.ask({ ...there, message })) {
        // Read to its end.
      }
      await callerOf().chat.sendMessage({ ...there, message });
    });
    expect(entries).toHaveLength(4);
    expect(JSON.stringify(entries)).not.toContain('marzipan');
  });

  test('lets nothing begin that cannot be noted', async () => {
    const { db } = docent.ctx;
    const before = await db.selectFrom('keys').select('key_id').execute();
    docent.ctx.db = {
      ...db,
      selectFrom: db.selectFrom.bind(db),
      transaction: () => {
        throw Object.assign(new Error(), { code: 'ECONNREFUSED' });
      },
    } as never;
    const code = await callerOf()
      .keys.create({ app_id: ours.appId, name: 'New', kind: 'secret', scopes: ['chat'] })
      .catch(codeOf);
    docent.ctx.db = db;
    expect(code).toBe('database_unavailable');
    expect(await db.selectFrom('keys').select('key_id').execute()).toHaveLength(before.length);
  });

  test.each(
    Object.values(contract)
      .flatMap((group) => Object.values<Operation>(group))
      .filter((operation) => inAudit(operation) && operation.id in samples)
      .map((operation) => [operation.id, operation] as const),
  )('has an entry of %s by a key, before and after', async (id, operation) => {
    const entries = await entriesOf(() =>
      sendSample(docent, operation, sampleOf(operation), bearer(ours.secret)),
    );
    expect(entries).toMatchObject([
      { action: `api.${id}`, actor_kind: 'key', actor_id: ours.keyId, app_id: ours.appId, outcome: 'begun' },
      { action: `api.${id}`, ends_sequence: entries[0]!.sequence },
    ]);
  });

  describe('has an entry of every download, before and after', () => {
    let document_id: string;
    let exported: { export_id: string; url: string };
    let headers: { cookie: string };
    const invoice_id = newId('inv');
    let workspace_id: string;
    beforeAll(async () => {
      const { adminEmail: email, adminPassword: password } = docent;
      const { token } = await callerOf(null).session.signIn({ email, password });
      headers = { cookie: `${LOGIN_COOKIE}=${token}` };
      const json = { name: 'a.txt', text: 'A text.' };
      const uploaded = await docent.api('/documents', { json, headers: bearer(ours.secret) });
      document_id = (await uploaded.json()).documents[0].document_id;
      exported = await newExport(docent, {}, bearer(ours.secret));
      const billed = await newBilledApp(docent.ctx.db);
      workspace_id = billed.workspaceId;
      await spendDaily(docent.ctx.db, billed.appId);
      await docent.ctx.db
        .insertInto('invoices')
        .values({
          invoice_id,
          workspace_id,
          kind: 'invoice',
          number: 'INV-000001',
          month: '2026-01-01',
          workspace_name: 'Ours',
          time_zone: 'UTC',
          exact_total: '1',
          total: '1',
          status: 'open',
        })
        .execute();
    });
    const pathOf = (route: string) =>
      route
        .replace(':appId', ours.appId)
        .replace(':documentId', document_id)
        .replace(':exportId', exported.export_id)
        .replace(':invoiceId', invoice_id)
        .replace(':workspaceId', workspace_id);
    const expectEntries = async (download: () => Promise<Response>, who: object) => {
      const entries = await entriesOf(async () => {
        const response = await download();
        expect(response.status).toBe(200);
        await response.arrayBuffer();
        // Its end is noted when the last byte has gone.
      }, 2);
      expect(entries).toMatchObject([
        { outcome: 'begun', ...who },
        { outcome: 'ok', ends_sequence: entries[0]!.sequence },
      ]);
    };

    /** Every address of the panel from which a file is sent. */
    const routes = files({} as never).stack.flatMap(({ route }) =>
      route && (route as unknown as { methods: { get?: boolean } }).methods.get ? [route.path] : [],
    );
    test.each(routes)('by an admin: %s', (route) =>
      expectEntries(() => fetch(`${docent.url}/admin/files${pathOf(route)}`, { headers }), {
        actor_kind: 'admin',
        actor_label: docent.adminEmail,
      }),
    );

    const binary = Object.values(contract)
      .flatMap((group) => Object.values<Operation>(group))
      .filter((operation) => operation.binary);
    test.each(binary.map((operation) => [operation.id, operation] as const))(
      'of the API: %s',
      async (_id, { path, scope }) => {
        const by = scope === null ? { actor_kind: 'link' } : { actor_kind: 'key', actor_id: ours.keyId };
        const where = path.replace('{document_id}', document_id);
        await expectEntries(
          () =>
            scope === null ? download(docent, exported) : docent.api(where, { headers: bearer(ours.secret) }),
          { ...by, app_id: ours.appId },
        );
      },
    );

    test('but not of a link that is wrong', async () => {
      expect(await entriesOf(() => docent.api(`/exports/${exported.export_id}/file?token=wrong`))).toEqual(
        [],
      );
    });
  });

  test('is whole after all of this', async () => {
    expect(await verifyLog(docent.ctx.db, docent.ctx.signing.publicKey)).toMatchObject({ intact: true });
  });
});
