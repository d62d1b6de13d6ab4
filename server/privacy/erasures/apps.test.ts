import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dump } from '../../../test/dump.ts';
import { fileFolder, startDocent, type Docent } from '../../../test/harness.ts';
import { until } from '../../../test/until.ts';
import { bearer, newAppWithKey, type TestKey } from '../../../test/keys.ts';
import { createCaller } from '../../transport/trpc/router.ts';
import { stores } from '../../../shared/privacy/stores.ts';
import { tenantTables } from '../../../test/tenant-tables.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { sweepBlobs } from '../../../worker/documents/sweep-blobs.ts';
import { sweepIndex } from '../../../worker/documents/sweep-index.ts';
import type { Worker } from '../../../worker/worker.ts';

let docent: Docent;
let adminId: string;
beforeAll(async () => {
  docent = await startDocent();
  const admin = await docent.ctx.db.selectFrom('admins').select('admin_id').executeTakeFirstOrThrow();
  adminId = admin.admin_id;
});
afterAll(() => docent.close());

const CANARY = 'nutmegcanary';
const owner = () =>
  createCaller({
    service: docent.ctx,
    admin: { adminId, email: docent.adminEmail, role: 'owner' } as never,
    requestId: newId('req'),
    signal: new AbortController().signal,
  });
const json = async (response: Promise<Response>): Promise<any> => (await response).json();

/** An app with something in every store there is an easy way into. */
async function fullApp(): Promise<TestKey & { name: string; workspaceId: string }> {
  const key = await newAppWithKey(docent);
  const headers = bearer(key.secret);
  const name = `${CANARY} app`;
  await owner().apps.update({ app_id: key.appId, name, instructions: `Speak of ${CANARY}.` });
  const text = `The ${CANARY} is ground in the mill at noon.`;
  const { documents } = await json(
    docent.api('/documents', { json: { name: `${CANARY}.md`, text }, headers }),
  );
  await until('the document', async () => {
    const { document } = await json(docent.api(`/documents/${documents[0].document_id}`, { headers }));
    return document.status === 'ready';
  });
  await docent.api('/chat', {
    json: { message: `When is ${CANARY} ground?`, end_user_id: CANARY, resumable: true },
    headers: { ...headers, 'idempotency-key': CANARY },
  });
  await docent.ctx.db
    .insertInto('widget_settings')
    .values({ app_id: key.appId, settings: JSON.stringify({ title: CANARY }) })
    .execute();
  const { workspace_id } = await docent.ctx.db
    .selectFrom('apps')
    .select('workspace_id')
    .where('app_id', '=', key.appId)
    .executeTakeFirstOrThrow();
  return { ...key, name, workspaceId: workspace_id };
}

async function rowsLeft(appId: string): Promise<Record<string, number>> {
  const left: Record<string, number> = {};
  for (const table of await tenantTables(docent.ctx.db)) {
    if (stores[table as keyof typeof stores]?.keptWithoutApp || table === 'deleted_apps') continue;
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from ${sql.id(table)} where app_id = ${appId}`.execute(docent.ctx.db);
    if (rows[0]!.count > 0) left[table] = rows[0]!.count;
  }
  return left;
}

const receiptOf = (erasureId: string): Promise<any> =>
  until('the receipt', async () => {
    const { erasures } = await owner().receipts.list({});
    return erasures.find((one) => one.erasure_id === erasureId)?.receipt;
  });

describe('an erased app', () => {
  test('leaves its sums and nothing else: no row, no file, no key, no name', async () => {
    const app = await fullApp();
    const spent = await sumOf(app.appId);
    expect(Object.keys(await rowsLeft(app.appId)).length).toBeGreaterThan(10);
    await expect(owner().apps.erase({ app_id: app.appId, name: 'another' })).rejects.toMatchObject({
      cause: { code: 'invalid_request' },
    });
    expect((await docent.api('/documents', { headers: bearer(app.secret) })).status).toBe(200);

    const { erasure_id } = await owner().apps.erase({ app_id: app.appId, name: app.name });
    const receipt = await receiptOf(erasure_id);
    expect(receipt.removed).toMatchObject({ apps: 1, keys: 1, documents: 1, sessions: 1, messages: 2 });
    expect(new Set(Object.values(receipt.left))).toEqual(new Set([0]));
    expect(await rowsLeft(app.appId)).toEqual({});
    expect(existsSync(join(fileFolder(docent.ctx.config), app.appId))).toBe(false);
    expect(await dump(docent.ctx.db)).not.toContain(CANARY);
    expect(await sumOf(app.appId)).toEqual(spent);
    await until('the key', async () => {
      const { status } = await docent.api('/documents', { headers: bearer(app.secret) });
      return status === 401;
    });
    await expect(owner().apps.get({ app_id: app.appId })).rejects.toMatchObject({
      cause: { code: 'app_not_found' },
    });
  });
});

/** What the app has cost, call by call. */
const sumOf = async (appId: string) => {
  const { rows } = await sql`
    select count(*) as calls, sum(input_tokens) as input, sum(output_tokens) as output, sum(cost) as cost
    from ledger where app_id = ${appId}`.execute(docent.ctx.db);
  return rows[0];
};

describe('an erased workspace', () => {
  test('loses all its apps and its name, and is still there to be invoiced', async () => {
    const { workspace } = await owner().workspaces.create({ name: `${CANARY} house`, time_zone: 'UTC' });
    const { workspace_id } = workspace;
    const apps = [await fullApp(), await fullApp()];
    for (const { appId } of apps)
      await docent.ctx.db.updateTable('apps').set({ workspace_id }).where('app_id', '=', appId).execute();
    const { erasure_id } = await owner().workspaces.erase({ workspace_id, name: `${CANARY} house` });
    const receipt = await receiptOf(erasure_id);
    expect(receipt).toMatchObject({ app_id: '', removed: { apps: 2, documents: 2 } });
    for (const { appId } of apps) {
      expect(await rowsLeft(appId)).toEqual({});
      expect(existsSync(join(fileFolder(docent.ctx.config), appId))).toBe(false);
    }
    expect(await dump(docent.ctx.db)).not.toContain(CANARY);
    const after = await owner().workspaces.get({ workspace_id });
    expect(after.workspace).toMatchObject({ name: 'Erased workspace', archived_at: expect.any(String) });
    const { rows } = await sql`
      select from billed_apps join ledger using (app_id) where workspace_id = ${workspace_id}`.execute(
      docent.ctx.db,
    );
    expect(rows.length).toBeGreaterThan(0);
  });
});

test('the nightly look for orphans removes what hangs on nothing, and nothing else', async () => {
  const app = await fullApp();
  const { db, config } = docent.ctx;
  // The last events of an answer are written shortly after it has ended.
  const still = async () => ({ ...(await rowsLeft(app.appId)), answer_events: undefined });
  const before = await still();
  await sql`
    insert into vector_index (app_id, generation, chunk_id, document_id, embedding)
    select app_id, generation, 'chk_orphan', 'doc_orphan', embedding from vector_index where app_id = ${app.appId} limit 1`.execute(
    db,
  );
  const orphan = join(fileFolder(config), 'app_gone', 'blob_orphan');
  const fresh = join(fileFolder(config), 'app_gone', 'blob_fresh');
  mkdirSync(join(fileFolder(config), 'app_gone'), { recursive: true });
  for (const path of [orphan, fresh]) writeFileSync(path, CANARY);
  const old = new Date(Date.now() - 2 * 86_400_000);
  utimesSync(orphan, old, old);
  const run = { payload: {}, signal: new AbortController().signal, last: true };
  await sweepIndex(docent.ctx as Worker, run);
  await sweepBlobs(docent.ctx as Worker, run);
  expect(await still()).toEqual(before);
  expect([existsSync(orphan), existsSync(fresh)]).toEqual([false, true]);
});
