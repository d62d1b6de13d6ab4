import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectEmbedded, type Connection } from '../../../db/connect.ts';
import { listRelations } from '../../../db/copy/list-relations.ts';
import { sumRows } from '../../../db/copy/sum-rows.ts';
import { copySettings } from '../../../db/copy/copy-settings.ts';
import { createContext } from '../../../shared/context.ts';
import type { Config } from '../../../shared/platform/config.ts';
import { folderStore } from '../../../shared/security/vault/files/folder-store.ts';
import { createEmptyDatabase, createTestDatabase, testFolder } from '../../../test/database.ts';
import { fileFolder, startDocent, type Docent } from '../../../test/harness.ts';
import { startServer } from '../../start-server.ts';
import { verifyAudit } from '../../security/audit/verify-audit.ts';
import { copyDatabase, CopyRefused } from './copy-database.ts';
import { openBackup, RefusedBackup } from './open-backup.ts';
import { restoreBackup } from './restore-backup.ts';
import { writeBackup } from './write-backup.ts';

let docent: Docent;
let file: string;
const folder = () => mkdtempSync(join(testFolder(), 'backups-'));
const filesOf = (config: Config) => folderStore(fileFolder(config));
const QUESTION = { message: 'Who is called first in an outage?' };

beforeAll(async () => {
  docent = await startDocent();
  await (await docent.api('/chat', { json: QUESTION })).json();
  // A job that waits is part of what must not get lost.
  await docent.ctx.queue.boss.send('drop-vectors', { app_id: 'app_waiting' }, { startAfter: 3_600 });
  file = join(folder(), 'docent.zip');
  await writeBackup(docent.ctx, file, filesOf(docent.ctx.config));
});
afterAll(() => docent.close());

/** A database without a single table. */
async function emptyDatabase(): Promise<{
  connection: Connection;
  url?: string | undefined;
  drop(): Promise<void>;
}> {
  const server = process.env['TEST_DATABASE_URL'];
  if (!server) return { connection: await connectEmbedded({}), drop: async () => {} };
  const { connect, url, drop } = await createEmptyDatabase(server);
  return { connection: await connect(4), url, drop };
}

/** The rows of every table, to be compared. */
const sumsOf = ({ db }: Pick<Connection, 'db'>) =>
  db.transaction().execute(async (tx) => {
    await copySettings(tx);
    const sums: Record<string, string> = {};
    for (const relation of await listRelations(tx)) {
      const { rows, checksum } = await sumRows(tx, relation);
      sums[relation.name] = `${rows} ${checksum}`;
    }
    return sums;
  });

/** Data folder, files and keys of another machine, where the keys were brought by hand. */
function otherMachine(url: string | undefined): Config {
  const dataDir = folder();
  const { config } = docent.ctx;
  cpSync(join(config.dataDir, 'master.key'), join(dataDir, 'master.key'));
  cpSync(config.appKeysDir, join(dataDir, 'app-keys'), { recursive: true });
  return {
    ...config,
    dataDir,
    databaseUrl: url,
    storage: { kind: 'folder', folder: join(dataDir, 'blobs') },
    appKeysDir: join(dataDir, 'app-keys'),
    erasureJournalDir: join(dataDir, 'erasure-journal'),
    roles: new Set(['api']),
  };
}

test('a backup is restored on another machine, where everything is found again', async () => {
  const { connection, url, drop } = await emptyDatabase();
  const config = otherMachine(url);
  const backup = await openBackup(file);
  await backup.verify();
  await restoreBackup(backup, connection, filesOf(config));
  const written = Object.fromEntries(
    backup.manifest.tables.map(({ name, rows, checksum }) => [name, `${rows} ${checksum}`]),
  );
  expect(await sumsOf(connection)).toEqual(written);
  expect(backup.manifest.files.count).toBeGreaterThan(0);
  backup.close();

  const ctx = await createContext(config, connection);
  const server = await startServer(ctx);
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${server.url}/api/v1${path}`, {
      ...init,
      headers: { authorization: `Bearer ${docent.apiKey}`, 'content-type': 'application/json' },
    });
  const answer = await (await ask('/chat', { method: 'POST', body: JSON.stringify(QUESTION) })).json();
  expect(answer.content).toContain('on-call engineer');
  const { documents } = await (await ask('/documents')).json();
  expect((await ask(`/documents/${documents[0].document_id}/content`)).status).toBe(200);
  expect(await verifyAudit(ctx as never)).toMatchObject({ intact: true });
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from pgboss.job where name = 'drop-vectors' and state = 'created'`.execute(
    ctx.db,
  );
  expect(rows[0]!.count).toBe(1);
  await server.close();
  await ctx.close();
  await drop();
});

test('a backup goes into an empty database only, and not between the files of others', async () => {
  const backup = await openBackup(file);
  const used = await createTestDatabase('seeded');
  const inUse = await used.connect();
  const before = await sumsOf(inUse);
  await expect(restoreBackup(backup, inUse, folderStore(folder()))).rejects.toThrow(RefusedBackup);
  expect(await sumsOf(inUse)).toEqual(before);
  await inUse.close();
  await used.drop();

  const { connection, drop } = await emptyDatabase();
  const others = folderStore(folder());
  await others.writeMark({ installation: 'another' });
  await expect(restoreBackup(backup, connection, others)).rejects.toThrow('another installation');
  await connection.close();
  await drop();
  backup.close();
});

test('a backup that was changed or cut off is refused before anything is written', async () => {
  const bytes = readFileSync(file);
  const damaged = join(folder(), 'damaged.zip');
  const changed = Buffer.from(bytes);
  // Within the first table's content.
  changed[200]! ^= 1;
  writeFileSync(damaged, changed);
  const backup = await openBackup(damaged);
  await expect(backup.verify()).rejects.toThrow(RefusedBackup);
  backup.close();
  writeFileSync(damaged, bytes.subarray(0, bytes.length / 2));
  await expect(openBackup(damaged)).rejects.toThrow(RefusedBackup);
  await expect(openBackup(join(folder(), 'none.zip'))).rejects.toThrow('There is no file');
});

test('a database is copied into an empty one and compared, and not into one that is used', async () => {
  const { connection, drop } = await emptyDatabase();
  const { rows } = await copyDatabase(docent.ctx.connection, connection);
  expect(rows).toBeGreaterThan(100);
  const [from, to] = [await sumsOf(docent.ctx.connection), await sumsOf(connection)];
  // What the running server goes on to write.
  for (const live of [
    'usage_daily',
    'usage_monthly',
    'ledger',
    'aggregations',
    'pgboss.job',
    'paces',
    'settings',
  ])
    for (const sums of [from, to]) delete sums[live];
  expect(to).toEqual(from);
  await expect(copyDatabase(docent.ctx.connection, connection)).rejects.toThrow(CopyRefused);
  await connection.close();
  await drop();
});
