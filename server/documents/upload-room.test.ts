// Uploads that have no room are refused before they cost anything: by the plan, the size of a form, the free disk.
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../shared/platform/ids.ts';
import { blobStore } from '../../shared/security/vault/blobs.ts';
import { folderStore } from '../../shared/security/vault/files/folder-store.ts';
import { fileFolder, startDocent, type Docent } from '../../test/harness.ts';
import { bearer, newAppWithKey, type TestKey } from '../../test/keys.ts';
import { until } from '../../test/until.ts';
import { createCaller } from '../transport/trpc/router.ts';

const KB = 1_024;
let docent: Docent;
let key: TestKey;
let workspace_id: string;

const owner = () =>
  createCaller({
    service: docent.ctx,
    admin: { adminId: newId('adm'), email: 'owner@example.com', role: 'owner' },
    requestId: newId('req'),
    signal: new AbortController().signal,
  });
const usedBytes = async () => (await owner().plans.get({ workspace_id })).used.stored_bytes;
/** Leaves room for so many bytes more. */
const leave = async (bytes: number) =>
  owner().plans.set({
    workspace_id,
    plan: 'custom',
    custom: {
      fee: '0',
      messages: null,
      documents: null,
      stored_bytes: (await usedBytes()) + bytes,
      seats: null,
      apps: null,
    },
  });

beforeAll(async () => {
  docent = await startDocent({ roles: new Set(['api']) }, { MAX_UPLOAD_MB: '1', MAX_FORM_MB: '2' });
  ({ workspace_id } = await docent.ctx.db
    .selectFrom('workspaces')
    .select('workspace_id')
    .executeTakeFirstOrThrow());
  key = await newAppWithKey(docent);
});
afterAll(() => docent.close());
beforeEach(() => leave(10_000 * KB));

const blobs = async () =>
  Number(
    (
      await docent.ctx.db
        .selectFrom('blobs')
        .select(({ fn }) => fn.countAll().as('count'))
        .executeTakeFirstOrThrow()
    ).count,
  );
const reservations = () => docent.ctx.db.selectFrom('uploads').selectAll().execute();

const BOUNDARY = 'form-boundary';
const part = (name: string) =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/plain\r\n\r\n`;
const END = `\r\n--${BOUNDARY}--\r\n`;

type Reply = { status: number; body: any };
type Form = { socket: Socket; reply: Promise<Reply> };

/** Sends the head of a form, and what is written to the socket afterwards. */
function openForm(headers: string[], { method = 'POST', path = '/documents' } = {}): Form {
  const { hostname, port } = new URL(docent.url);
  const socket = connect(Number(port), hostname);
  let text = '';
  const reply = new Promise<Reply>((resolve, reject) => {
    socket.setEncoding('utf8').on('error', reject);
    socket.on('data', (piece) => {
      text += piece;
      const [head = '', body = ''] = text.split('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? NaN);
      if (Buffer.byteLength(body) >= length)
        resolve({ status: Number(head.split(' ')[1]), body: JSON.parse(body) });
    });
  });
  reply.catch(() => {});
  socket.write(
    [
      `${method} /api/v1${path} HTTP/1.1`,
      'Host: localhost',
      `Authorization: Bearer ${key.secret}`,
      `Content-Type: multipart/form-data; boundary=${BOUNDARY}`,
      ...headers,
      '\r\n',
    ].join('\r\n'),
  );
  return { socket, reply };
}
let files = 0;
/** The text of a file, of so many bytes. */
const textOf = (bytes: number) => `File ${++files}. `.padEnd(bytes, 'word ');
const upload = (bytes: number, path = '/documents', method = 'POST') => {
  const body = new FormData();
  body.append('file', new Blob([textOf(bytes)]), `file-${files}.txt`);
  return docent.api(path, { method, body, headers: bearer(key.secret) });
};
const announce = (bytes: number) => openForm([`Content-Length: ${bytes}`]);
const refused = async ({ socket, reply }: Form): Promise<Reply> => {
  const refusal = await reply;
  socket.destroy();
  return refusal;
};

describe('a workspace whose plan is used up', () => {
  test('has uploads refused before their first byte, however many come at once', async () => {
    await leave(1);
    const before = await blobs();
    for (const { status, body } of await Promise.all([1, 2, 3, 4].map(() => refused(announce(700 * KB)))))
      expect([status, body.error.code, body.error.details.quota]).toEqual([
        429,
        'quota_exceeded',
        'stored_bytes',
      ]);
    expect([await blobs(), await reservations()]).toEqual([before, []]);
    // A text as well.
    const json = { name: 'long.txt', text: textOf(100 * KB) };
    expect((await docent.api('/documents', { json, headers: bearer(key.secret) })).status).toBe(429);
    expect(await blobs()).toBe(before);
  });

  test('counts what is being uploaded, until that has ended', async () => {
    await leave(700 * KB);
    const first = announce(500 * KB);
    first.socket.write(part('slow.txt') + textOf(100 * KB));
    await until('the reservation', async () => (await reservations()).length === 1);
    expect((await refused(announce(500 * KB))).status).toBe(429);
    first.socket.destroy();
    await until('its end', async () => (await reservations()).length === 0);
    expect((await upload(500 * KB)).status).toBe(202);
    expect(await reservations()).toEqual([]);
  });

  test('counts nothing that a process has left behind', async () => {
    await leave(700 * KB);
    await docent.ctx.db
      .insertInto('uploads')
      .values([
        { app_id: key.appId, upload_id: newId('upl'), process_id: 'proc_gone', bytes: 600 * KB },
        {
          app_id: key.appId,
          upload_id: newId('upl'),
          process_id: docent.ctx.processId,
          bytes: 600 * KB,
          created_at: new Date(Date.now() - 16 * 60_000),
        },
      ])
      .execute();
    expect((await upload(500 * KB)).status).toBe(202);
    await docent.ctx.db.deleteFrom('uploads').execute();
  });

  test('ends an upload of unknown length where the room ends', async () => {
    await leave(300 * KB);
    const before = await blobs();
    const { socket, reply } = openForm(['Transfer-Encoding: chunked']);
    const chunk = (text: string) => socket.write(`${text.length.toString(16)}\r\n${text}\r\n`);
    chunk(part('endless.txt'));
    for (let sent = 0; sent < 8; sent++) chunk(textOf(64 * KB));
    const { status, body } = await reply;
    socket.destroy();
    expect([status, body.error.code]).toEqual([429, 'quota_exceeded']);
    await until(
      'nothing to be left',
      async () => (await blobs()) === before && (await reservations()).length === 0,
    );
  });

  test('takes a new version in place of the old one', async () => {
    const { documents } = await (await upload(600 * KB)).json();
    await leave(100 * KB);
    const path = `/documents/${documents[0].document_id}`;
    expect((await refused(openForm([`Content-Length: ${800 * KB}`], { path, method: 'PUT' }))).status).toBe(
      429,
    );
    expect((await upload(600 * KB, path, 'PUT')).status).toBe(202);
  });
});

describe('a form', () => {
  test('that is too large is refused before its first byte, or where it becomes so', async () => {
    const announced = await refused(announce(4 * KB * KB));
    expect(announced).toMatchObject({
      status: 413,
      body: { error: { code: 'payload_too_large', message: expect.stringContaining('MAX_FORM_MB') } },
    });
    const before = await blobs();
    const { socket, reply } = openForm(['Transfer-Encoding: chunked']);
    const chunk = (text: string) => socket.write(`${text.length.toString(16)}\r\n${text}\r\n`);
    for (let sent = 0; sent < 5; sent++) chunk(`${part(`${sent}.txt`)}${textOf(900 * KB)}\r\n`);
    chunk(END);
    const { status, body } = await reply;
    socket.destroy();
    expect([status, body.error.code]).toEqual([413, 'payload_too_large']);
    await until('nothing to be left', async () => (await blobs()) === before);
  });

  test('finds no disk that is nearly full', async () => {
    const { ctx } = docent;
    const before = await blobs();
    const { blobs: store } = ctx;
    ctx.blobs = blobStore(folderStore(fileFolder(ctx.config), Number.MAX_SAFE_INTEGER));
    try {
      const { status, body } = await refused(announce(700 * KB));
      expect([status, body.error.code]).toEqual([507, 'storage_full']);
      const json = { name: 'short.txt', text: 'Short.' };
      expect((await docent.api('/documents', { json, headers: bearer(key.secret) })).status).toBe(507);
    } finally {
      ctx.blobs = store;
    }
    expect(await blobs()).toBe(before);
  });
});
