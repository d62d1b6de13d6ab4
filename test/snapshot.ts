// An installation as a released version left it: database, data folder and secrets in one compressed file of
// test/fixtures. Later versions are tested on it, so a snapshot is never changed after its release.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { connectEmbedded, type Connection } from '../db/connect.ts';
import { createTenantRole } from '../db/tenant-role.ts';
import { createEmptyDatabase, testFolder, type TestDatabase } from './database.ts';
import { filesBelow } from './dump.ts';

export type Snapshot = {
  /** SQL, as pg_dump writes it. */
  database: string;
  /** The data folder: path → base64. */
  files: Record<string, string>;
  apiKey: string;
  /** What was said and uploaded, to be found again. */
  sessionId: string;
  documentId: string;
};

const FIXTURES = new URL('./fixtures/', import.meta.url).pathname;
const fileOf = (version: string) => join(FIXTURES, `docent-${version}.json.gz`);

/** The versions of which there is a snapshot. */
export const snapshotVersions = (): string[] =>
  readdirSync(FIXTURES).flatMap((name) => /^docent-(.*)\.json\.gz$/.exec(name)?.[1] ?? []);

export const readSnapshot = (version: string): Snapshot =>
  JSON.parse(gunzipSync(readFileSync(fileOf(version))).toString());

export function writeSnapshot(version: string, dataDir: string, rest: Omit<Snapshot, 'files'>): string {
  const files = Object.fromEntries(
    filesBelow(dataDir).map((path) => [relative(dataDir, path), readFileSync(path).toString('base64')]),
  );
  const snapshot: Snapshot = { ...rest, files };
  writeFileSync(fileOf(version), gzipSync(JSON.stringify(snapshot), { level: 9 }));
  return `${fileOf(version)}: ${statSync(fileOf(version)).size} bytes`;
}

/** The data folder of a snapshot, written out. */
export function unpackFiles({ files }: Snapshot): string {
  const dataDir = mkdtempSync(join(testFolder(), 'snapshot-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dataDir, path)), { recursive: true });
    writeFileSync(join(dataDir, path), Buffer.from(content, 'base64'), { mode: 0o600 });
  }
  return dataDir;
}

/** A database of its own with what the snapshot's database held. */
export async function restoreDatabase(snapshot: Snapshot): Promise<TestDatabase> {
  const server = process.env['TEST_DATABASE_URL'];
  if (!server) return { connect: () => restoreEmbedded(snapshot), url: undefined, drop: async () => {} };
  const database = await createEmptyDatabase(server);
  const connection = await database.connect(1);
  await createTenantRole(connection.db);
  await connection.close();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(snapshot.database);
  await client.end();
  return database;
}

async function restoreEmbedded({ database }: Snapshot): Promise<Connection> {
  const connection = await connectEmbedded({});
  if (connection.engine.kind !== 'embedded') throw new Error('not the embedded database');
  // What the embedded database does differently: one user, so no roles and policies; and full precision.
  const statements = database
    .replace(
      'CREATE DOMAIN public.embedding AS public.halfvec',
      'CREATE DOMAIN public.embedding AS public.vector',
    )
    .replaceAll(/^(CREATE POLICY|GRANT|ALTER TABLE \S+ ENABLE ROW LEVEL SECURITY)[^;]*;$/gm, '')
    .replaceAll(" WITH (security_invoker='true')", '');
  await connection.engine.postgres.exec(statements);
  await connection.engine.postgres.exec('reset all');
  return connection;
}
