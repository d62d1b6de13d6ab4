import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectEmbedded, connectPostgres, type Connection } from '../../../db/connect.ts';
import { removeApp } from '../../../shared/privacy/erasures/remove-app.ts';
import { findApp } from '../../../shared/tenancy/app.ts';
import { createContext } from '../../../shared/context.ts';
import { newId } from '../../../shared/platform/ids.ts';
import {
  newWebhookSecret,
  readWebhookSecret,
  sealWebhookSecret,
} from '../../../shared/webhooks/sign-event.ts';
import { openAppKeys } from '../../../shared/security/vault/app-keys.ts';
import { sealedTables } from '../../../shared/security/vault/places.ts';
import { renewSealed } from '../../../shared/security/vault/renew-sealed.ts';
import { beginRotation } from '../../../shared/security/vault/rotate-app-key.ts';
import { rotateMasterKey } from '../../../shared/security/vault/rotate-master-key.ts';
import { formOf } from '../../../shared/security/vault/seal.ts';
import { fileFolder, startBeside, startDocent, type Docent } from '../../../test/harness.ts';
import { until } from '../../../test/until.ts';
import { testFolder } from '../../../test/database.ts';
import { bearer, newAppWithKey, type TestKey } from '../../../test/keys.ts';

const run = promisify(execFile);

let docent: Docent;
/** Another process, where the database lets there be one. */
let beside: Awaited<ReturnType<typeof startBeside>> | undefined;
let urls: string[];
let app: TestKey;

beforeAll(async () => {
  docent = await startDocent({}, { DEFAULT_REQUESTS_PER_MINUTE: '0' });
  beside = docent.database.url ? await startBeside(docent) : undefined;
  urls = [docent.url, beside?.url ?? docent.url];
  app = await newAppWithKey(docent);
});
afterAll(async () => {
  await beside?.close();
  await docent.close();
});

const QUESTION = 'What is the vault code word of this company?';
const textOf = (place: number) => `The vault code word of this company, number ${place}, is marzipan.`;

const post = (url: string, path: string, json: unknown, headers = {}) =>
  fetch(`${url}/api/v1${path}`, {
    method: 'POST',
    headers: { ...bearer(app.secret), 'content-type': 'application/json', ...headers },
    body: JSON.stringify(json),
  });
const get = (path: string, url = docent.url) =>
  fetch(`${url}/api/v1${path}`, { headers: bearer(app.secret) });

/**
 * Uploads and chats at both processes until stopped. Each upload waits for the one before to be read, so that no machine
 * is too slow for what is sent. @returns what was made, and what failed
 */
function useConstantly() {
  let going = true;
  const failures: string[] = [];
  const documents = new Map<string, string>();
  const sessions: string[] = [];
  const bodyOf = async (response: Response) => {
    const body: any = await response.json();
    if (!response.ok) failures.push(`${response.url} ${response.status} ${JSON.stringify(body)}`);
    return response.ok ? body : undefined;
  };
  const upload = async (url: string, lane: number) => {
    for (let place = lane; going; place += 10) {
      const made = await bodyOf(await post(url, '/documents', { name: `${place}.txt`, text: textOf(place) }));
      if (!made) continue;
      const { document_id } = made.documents[0];
      documents.set(document_id, textOf(place));
      await until('the upload to be read', async () => {
        const shown = await bodyOf(await get(`/documents/${document_id}`, url));
        return !going || shown?.document.status === 'ready';
      });
    }
  };
  const chat = async (url: string) => {
    for (let session_id: string | undefined; going;) {
      const asked = { message: QUESTION, session_id, metadata: { note: 'marzipan' }, resumable: true };
      const answer = await bodyOf(
        await post(url, '/chat', asked, { 'idempotency-key': crypto.randomUUID() }),
      );
      if (answer) {
        await bodyOf(
          await post(url, `/messages/${answer.message_id}/feedback`, { rating: 'up', comment: 'Ah!' }),
        );
        session_id = sessions.length % 5 ? answer.session_id : undefined;
        sessions.push(answer.session_id);
        await bodyOf(await get(`/sessions/${answer.session_id}`, url));
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const lanes = urls.flatMap((url, lane) => [upload(url, lane), chat(url)]);
  return async () => {
    going = false;
    await Promise.all(lanes);
    return { failures, documents, sessions: new Set(sessions) };
  };
}

const keysOf = () =>
  docent.ctx.db
    .selectFrom('apps')
    .select(['key_version', 'other_key_version', 'other_wrapped_key', 'wrapped_key'])
    .where('app_id', '=', app.appId)
    .executeTakeFirstOrThrow();

const begin = () => docent.ctx.db.transaction().execute((tx) => beginRotation(docent.ctx, tx, app.appId));

/** Every value of a sealed column, and every file, by how it begins. */
async function formsFound(): Promise<{ values: Map<string, number>; files: string[] }> {
  const values = new Map<string, number>();
  for (const { table, columns } of sealedTables)
    for (const column of Object.keys(columns)) {
      const { rows } = await sql<{ value: Buffer }>`
        select ${sql.ref(column)} as value from ${sql.table(table)}
        where app_id = ${app.appId} and length(${sql.ref(column)}) > 0`.execute(docent.ctx.db);
      for (const { value } of rows) {
        const form = `${table}.${column} ${value.subarray(0, 5).toString('hex')}`;
        values.set(form, (values.get(form) ?? 0) + 1);
      }
    }
  const folder = join(fileFolder(docent.ctx.config), app.appId);
  const files = (existsSync(folder) ? readdirSync(folder) : []).map((name) =>
    readFileSync(join(folder, name)).subarray(0, 12).toString('latin1'),
  );
  return { values, files };
}

test('every column of sealed values is known to the rotation', async () => {
  const { rows } = await sql<{ name: string }>`
    select table_name || '.' || column_name as name from information_schema.columns
    where table_schema = 'public' and data_type = 'bytea'`.execute(docent.ctx.db);
  const known = sealedTables.flatMap(({ table, columns }) =>
    Object.keys(columns).map((column) => `${table}.${column}`),
  );
  // Hashes, and what hangs on the master key itself.
  const others = `
    apps.wrapped_key apps.other_wrapped_key settings.value
    admins.totp_secret keys.secret_hash rotated_secrets.secret_hash
    idempotent_results.fingerprint admin_sessions.token_hash admin_recovery_codes.code_hash
    admin_invitations.token_hash password_resets.token_hash mails.content login_attempts.subject audit_head.hash
    audit_head.signature audit_entries.hash audit_entries.previous_hash`;
  expect(rows.map(({ name }) => name).toSorted()).toEqual(
    [...known, ...others.trim().split(/\s+/)].toSorted(),
  );
});

test('both keys are rotated under uploads and chats at two processes: no request fails, nothing stays under the old ones', async () => {
  const { ctx } = docent;
  const hook = await createWebhook();
  const before = await keysOf();
  const oldMaster = readFileSync(join(ctx.config.dataDir, 'master.key'), 'utf8');
  const stop = useConstantly();
  await until('something to seal anew', async () => {
    const { values } = await formsFound();
    return [...values.keys()].filter((form) => !form.startsWith('exports.')).length >= 8;
  });

  await rotateMasterKey(ctx, { actor_kind: 'command' });
  await begin();
  await expect(begin()).rejects.toMatchObject({ code: 'app_key_rotating' });
  await until('the rotation', async () => (await keysOf()).other_wrapped_key === null, 200_000);
  const { failures, documents, sessions } = await stop();
  expect(failures).toEqual([]);
  // Until the last upload is read, its files are still being written.
  await until('the last uploads', async () => {
    const { documents: shown } = await (await get('/documents?per_page=100')).json();
    return shown.every(({ status }: any) => status === 'ready');
  });

  const after = await keysOf();
  expect(after.key_version).toBe(before.key_version + 1);
  const { values, files } = await formsFound();
  const form = formOf(after.key_version).toString('hex');
  expect([...values.keys()].filter((found) => !found.endsWith(` ${form}`))).toEqual([]);
  expect([...values.keys()].map((found) => found.split(' ')[0])).toEqual(
    expect.arrayContaining([
      'messages.content',
      'messages.metadata',
      'sessions.preview',
      'citations.excerpt',
    ]),
  );
  expect(files.length).toBeGreaterThan(5);
  expect(new Set(files)).toEqual(new Set([`docent\0\x01\0\0\0${String.fromCharCode(after.key_version)}`]));
  // Neither the wrapped key of before nor anything it opened is there: it cannot be had from this database any more.
  expect(after.wrapped_key.equals(before.wrapped_key)).toBe(false);

  for (const [id, text] of documents) expect(await (await get(`/documents/${id}/content`)).text()).toBe(text);
  for (const id of sessions) {
    const { session } = await (await get(`/sessions/${id}`, urls[1])).json();
    expect(session.messages[0].content).toBe(QUESTION);
  }
  expect(await hook.secret()).toBe(hook.made);

  // A start with the new master key finds all as it was; the old one is refused, and harms nothing.
  expect(readFileSync(join(ctx.config.dataDir, 'master.key'), 'utf8')).not.toBe(oldMaster);
  const old = { ...ctx.config, masterKey: Buffer.from(oldMaster, 'base64') };
  await expect(createContext(old, { ...ctx.connection, close: async () => {} })).rejects.toThrow(
    /^MASTER_KEY is not the key of this database/,
  );
  expect((await get('/documents')).status).toBe(200);
});

test('a rotation that is killed again and again comes to its end', async () => {
  const { ctx } = docent;
  await until('the uploads', async () => {
    const { documents } = await (await get('/documents?per_page=100')).json();
    return documents.every(({ status }: any) => status === 'ready');
  });
  const { key_version } = await keysOf();
  const { appKeys } = ctx;
  const next = key_version + 1;
  await ctx.db
    .updateTable('apps')
    .set((eb) => ({
      other_wrapped_key: eb.ref('wrapped_key'),
      other_key_version: key_version,
      wrapped_key: appKeys.wrap(app.appId, next),
      key_version: next,
      rotation_total: 1_000,
      rotation_done: 0,
    }))
    .where('app_id', '=', app.appId)
    .execute();
  await ctx.heartbeat.beat();
  let killed = 0;
  for (let steps = 1; ; steps += Math.ceil(steps / 3)) {
    let step = 0;
    const dying = {
      throwIfAborted() {
        if (++step > steps) throw new Error('killed');
      },
    } as AbortSignal;
    const left = await renewSealed(ctx, app.appId, next, dying, async () => {}).catch(() => undefined);
    if (left === 0) break;
    killed++;
  }
  expect(killed).toBeGreaterThan(3);
  const { values, files } = await formsFound();
  const form = formOf(next).toString('hex');
  expect([...values.keys()].filter((found) => !found.endsWith(` ${form}`))).toEqual([]);
  expect(new Set(files).size).toBe(1);
  await ctx.queue.send(ctx.db, 'rotate-app-key', { app_id: app.appId });
  await until('the end', async () => (await keysOf()).other_wrapped_key === null, 90_000);
});

test('a destroyed key makes what a backup holds unreadable, though the master key is there', async () => {
  const { ctx } = docent;
  const lost = await newAppWithKey(docent);
  const asked = await fetch(`${docent.url}/api/v1/chat`, {
    method: 'POST',
    headers: { ...bearer(lost.secret), 'content-type': 'application/json' },
    body: JSON.stringify({ message: 'My secret is marzipan.' }),
  });
  expect(asked.status).toBe(200);
  const restored = await restore(async () => {
    await ctx.appKeys.destroy(lost.appId);
    await ctx.db.transaction().execute((tx) => removeApp(tx, lost.appId));
  });
  const { db } = restored;
  // All there is: the backup, the master key, the folder of keys as it is now.
  const copy = { ...ctx, db, appKeys: openAppKeys(ctx.config.appKeysDir, ctx.masterKey) };
  expect((await findApp(copy, app.appId))?.dataKey).toBeDefined();
  const row = await db
    .selectFrom('apps')
    .selectAll()
    .where('app_id', '=', lost.appId)
    .executeTakeFirstOrThrow();
  expect(row.wrapped_key.length).toBeGreaterThan(32);
  await expect(findApp(copy, lost.appId)).rejects.toThrow('is not in APP_KEYS_DIR');
  // Nor with another app's secret, or a new one.
  const forged = openAppKeys(join(ctx.config.dataDir, 'forged'), ctx.masterKey);
  forged.wrap(lost.appId, 1);
  expect(() => forged.open(row)).toThrow();
  await restored.close();
});

/** A webhook's secret, sealed before the rotation. */
async function createWebhook() {
  const { ctx } = docent;
  const endpoint_id = newId('whk');
  const made = newWebhookSecret();
  const found = (await findApp(ctx, app.appId))!;
  const sealed = sealWebhookSecret(found, endpoint_id, made);
  await ctx.db
    .insertInto('webhook_endpoints')
    .values({ app_id: app.appId, endpoint_id, url: 'https://example.com/', events: [], secret: sealed })
    .execute();
  return {
    made,
    async secret() {
      const row = await ctx.db
        .selectFrom('webhook_endpoints')
        .select('secret')
        .where('endpoint_id', '=', endpoint_id)
        .executeTakeFirstOrThrow();
      return readWebhookSecret((await findApp(ctx, app.appId))!, endpoint_id, row.secret);
    },
  };
}

/** A copy of the database as it is before something happens, restored after it. */
async function restore(happens: () => Promise<void>): Promise<Connection> {
  const { engine } = docent.ctx.connection;
  if (engine.kind === 'embedded') {
    const template = join(testFolder(), `backup-${newId('use')}.tar`);
    writeFileSync(template, await engine.postgres.dump());
    await happens();
    return connectEmbedded({ template });
  }
  const name = `docent_backup_${crypto.randomUUID().slice(0, 8)}`;
  const file = join(testFolder(), name);
  await run('pg_dump', ['--dbname', engine.url, '--format', 'custom', '--file', file]);
  await happens();
  await sql.raw(`create database ${name}`).execute(docent.ctx.db);
  const url = Object.assign(new URL(engine.url), { pathname: `/${name}` }).href;
  await run('pg_restore', ['--dbname', url, file]);
  const connection = connectPostgres(url, 2);
  return {
    ...connection,
    async close() {
      await connection.close();
      await sql.raw(`drop database ${name} with (force)`).execute(docent.ctx.db);
    },
  };
}
