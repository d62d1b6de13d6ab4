// Docent with its files in a bucket: everything that reads, writes, seals again, removes or counts files.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { getSystem } from '../server/operations/system/get-system.ts';
import { createCaller } from '../server/transport/trpc/router.ts';
import { readConfig } from '../shared/platform/config.ts';
import { newId } from '../shared/platform/ids.ts';
import { beginRotation } from '../shared/security/vault/rotate-app-key.ts';
import { newKeyBytes, toDataKey } from '../shared/security/vault/seal.ts';
import { sweepBlobs } from '../worker/documents/sweep-blobs.ts';
import type { Worker } from '../worker/worker.ts';
import { adminCall } from './calls.ts';
import { testFolder } from './database.ts';
import { download, exported, newExport } from './exports.ts';
import { startDocent, type Docent } from './harness.ts';
import { bearer, newAppWithKey, type TestKey } from './keys.ts';
import { startProxyServer } from './proxy-server.ts';
import { startS3Server, type S3Server } from './s3-server.ts';
import { until } from './until.ts';

let s3: S3Server;
let docent: Docent;
let app: TestKey;
beforeAll(async () => {
  s3 = await startS3Server();
  docent = await startDocent({}, s3.environment());
});
afterAll(async () => {
  await docent.close();
  await s3.close();
});
beforeEach(async () => {
  app = await newAppWithKey(docent);
});
afterEach(() => {
  s3.mode = 'well';
});

const CANARY = 'The vault code word of this company is marzipan.';
const ask = (path: string, init: Parameters<Docent['api']>[1] = {}) =>
  docent.api(path, { ...init, headers: bearer(app.secret) });
const json = async (response: Promise<Response>): Promise<any> => (await response).json();
const upload = async (text = CANARY): Promise<string> => {
  const { documents } = await json(ask('/documents', { json: { name: 'secret.md', text } }));
  return documents[0].document_id;
};
const ready = (documentId: string): Promise<any> =>
  until('the document', async () => {
    const { document } = await json(ask(`/documents/${documentId}`));
    return document.status === 'ready' && !document.new_version && document;
  });
/** What lies in the bucket for the app. */
const objectsOf = () => new Map([...s3.objects()].filter(([key]) => key.startsWith(`files/${app.appId}/`)));
const receiptOf = (erasureId: string): Promise<any> =>
  until('the receipt', async () => (await json(ask(`/erasures/${erasureId}`))).erasure.receipt);

test('documents are stored sealed, read back, replaced and exported', async () => {
  const documentId = await upload();
  await ready(documentId);
  expect(await (await ask(`/documents/${documentId}/content`)).text()).toBe(CANARY);
  const { results } = await json(ask('/search', { json: { query: 'vault code word' } }));
  expect(results[0].text).toContain('marzipan');
  const form = new FormData();
  form.append('file', new Blob([`${CANARY}\n\nIt is new.`.repeat(20_000)]), 'secret.md');
  expect((await ask(`/documents/${documentId}`, { method: 'PUT', body: form })).status).toBe(202);
  await until('the new version', async () => (await ready(documentId)).bytes > 1_000_000);
  await until('the first version to be gone', () => objectsOf().size === 2);
  const zip = await exported(docent, {}, bearer(app.secret));
  expect(zip[`documents/${documentId}/original.md`]!.toString()).toContain('It is new.');
  const all = [...s3.objects()];
  expect(all.map(([key]) => key).filter((key) => !/^files\/app_\w+\/blob_\w+$/.test(key))).toEqual([
    'files/docent.json',
  ]);
  for (const [, content] of all) expect(content.includes('marzipan')).toBe(false);
});

test('an erased document and an erased app leave nothing in the bucket', async () => {
  const [first, second] = [await upload(), await upload(`${CANARY} Another.`)];
  await Promise.all([ready(first), ready(second)]);
  expect(objectsOf().size).toBe(4);
  const { erasure } = await json(ask('/erasures', { json: { document_id: first } }));
  expect((await receiptOf(erasure.erasure_id)).left).toMatchObject({ files: 0 });
  expect(objectsOf().size).toBe(2);
  const { admin_id: adminId } = await docent.ctx.db
    .selectFrom('admins')
    .select('admin_id')
    .executeTakeFirstOrThrow();
  const owner = createCaller({
    service: docent.ctx,
    admin: { adminId, email: docent.adminEmail, role: 'owner' } as never,
    requestId: newId('req'),
    signal: new AbortController().signal,
  });
  const { app: row } = await owner.apps.get({ app_id: app.appId });
  await owner.apps.erase({ app_id: app.appId, name: row.name });
  await until('the app to be gone', () => objectsOf().size === 0);
});

test('a rotated key seals every object again', async () => {
  const documentId = await upload();
  await ready(documentId);
  const versions = () => [...objectsOf().values()].map((content) => content.readUInt32BE(8));
  expect(versions()).toEqual([1, 1]);
  const { ctx } = docent;
  await ctx.db.transaction().execute((tx) => beginRotation(ctx, tx, app.appId));
  await until('the rotation', async () => {
    const row = await ctx.db
      .selectFrom('apps')
      .select('other_key_version')
      .where('app_id', '=', app.appId)
      .executeTakeFirstOrThrow();
    return row.other_key_version === null;
  });
  expect(versions()).toEqual([2, 2]);
  expect(await (await ask(`/documents/${documentId}/content`)).text()).toBe(CANARY);
});

test('orphans in the bucket are removed after a day, and nothing else', async () => {
  await ready(await upload());
  const kept = [...objectsOf().keys()];
  const { blobs } = docent.ctx;
  for (const blobId of ['blob_orphan', 'blob_fresh'])
    await blobs.write(
      { appId: app.appId, blobId, key: toDataKey(newKeyBytes()) },
      Readable.from(['text']),
      10,
    );
  for (const key of [...kept, `files/${app.appId}/blob_orphan`]) s3.age(key, 2);
  await sweepBlobs(docent.ctx as Worker, { payload: {}, signal: new AbortController().signal, last: true });
  expect([...objectsOf().keys()].sort()).toEqual([...kept, `files/${app.appId}/blob_fresh`].sort());
});

test('while the bucket is away, requests say so, jobs wait, and questions are answered', async () => {
  const documentId = await upload();
  await ready(documentId);
  const exported = await newExport(docent, {}, bearer(app.secret));
  s3.mode = 'unread';
  const waiting = await upload(`${CANARY} It waits.`);
  await until('the document to wait', async () => {
    const { document } = await json(ask(`/documents/${waiting}`));
    return document.waiting_for === 'file_store';
  });
  s3.mode = 'away';
  const form = new FormData();
  form.append('file', new Blob(['Another one.']), 'another.txt');
  for (const refused of [
    await ask(`/documents/${documentId}/content`),
    await ask('/documents', { json: { name: 'another.txt', text: 'Another one.' } }),
    await ask('/documents', { method: 'POST', body: form }),
    await ask(`/documents/${documentId}`, { method: 'PUT', body: form }),
    await download(docent, exported),
  ]) {
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect((await refused.json()).error.code).toBe('storage_unavailable');
  }
  await docent.ctx.heartbeat.beat();
  const { components } = await json(fetch(`${docent.url}/api/v1/status`));
  expect(components).toContainEqual({
    name: 'files',
    status: 'down',
    message: 'The file store takes no changes.',
  });
  expect((await fetch(`${docent.url}/readyz`)).status).toBe(200);
  const { content } = await json(ask('/chat', { json: { message: 'What is the vault code word?' } }));
  expect(content).toContain('marzipan');
  // A document can be deleted meanwhile; its receipt waits.
  const { erasure } = await json(ask('/erasures', { json: { document_id: documentId } }));
  expect((await ask(`/documents/${documentId}`)).status).toBe(404);

  s3.mode = 'well';
  await docent.ctx.heartbeat.beat();
  await ready(waiting);
  expect((await receiptOf(erasure.erasure_id)).left).toMatchObject({ files: 0 });
  const { documents } = await json(ask('/documents'));
  expect(documents.map((document: any) => document.document_id)).toEqual([waiting]);
});

test('the System page names the bucket', async () => {
  const { storage, settings } = await getSystem(adminCall(docent.ctx));
  expect(storage).toMatchObject({ kind: 's3', location: 's3://docent/files', disk: null });
  const shown = Object.fromEntries(settings.map(({ name, value }) => [name, value]));
  expect(shown).toMatchObject({
    STORAGE_URL: 's3://docent/files',
    S3_ENDPOINT: `${s3.url}/`,
    AWS_REGION: 'us-east-1',
  });
  expect(shown['AWS_ACCESS_KEY_ID']).toBe('set (not shown)');
});

test('another installation cannot use the same place, and takes one of its own through a proxy', async () => {
  const other = { ...s3.environment(), DATA_DIR: mkdtempSync(join(testFolder(), 'other-')) };
  await expect(startDocent({}, other)).rejects.toThrow(/^STORAGE_URL .* of another installation/);
  const proxy = await startProxyServer(Number(new URL(s3.url).port));
  const environment = { ...s3.environment('others'), HTTP_PROXY: proxy.url };
  expect(readConfig(environment).storage).toMatchObject({ prefix: 'others/' });
  const beside = await startDocent({ roles: new Set(['api']) }, environment);
  await beside.close();
  expect(proxy.asked.map(({ target }) => target)).toContain(
    `${s3.url}/docent/others/docent.json?x-id=GetObject`,
  );
  await proxy.close();
  expect([...s3.objects().keys()].filter((key) => key.startsWith('others/'))).toContain('others/docent.json');
});
