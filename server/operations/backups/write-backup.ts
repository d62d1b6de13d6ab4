import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import { copySettings } from '../../../db/copy/copy-settings.ts';
import { listRelations } from '../../../db/copy/list-relations.ts';
import { readLines } from '../../../db/copy/read-lines.ts';
import { sumRows } from '../../../db/copy/sum-rows.ts';
import type { Tx } from '../../../db/database.ts';
import type { Context } from '../../../shared/context.ts';
import { VERSION } from '../../../shared/platform/version.ts';
import { zipEntries, type ZipEntry } from '../../../shared/platform/zip-entries.ts';
import { FileMissing, type FileStore } from '../../../shared/security/vault/files/file-store.ts';
import { filePath, FORMAT, FORMAT_VERSION, tablePath, type Manifest } from './format.ts';

/**
 * Writes a backup of the database, and of the files if `files` is given, beside everything else that runs: the database
 * as it is at one moment. Without app keys and the master key, it cannot be read. A file with this name is replaced once
 * the backup is whole.
 * @param files undefined: they stay where they are
 */
export async function writeBackup(
  ctx: Context,
  path: string,
  files: FileStore | undefined,
): Promise<Manifest> {
  const part = `${path}.part`;
  const manifests: Manifest[] = [];
  try {
    await pipeline(
      zipEntries(entriesOf(ctx, files, (manifest) => manifests.push(manifest))),
      createWriteStream(part, { mode: 0o600 }),
    );
    const handle = await open(part, 'r+');
    await handle.sync();
    await handle.close();
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return manifests[0]!;
}

type Blob = { app_id: string; blob_id: string };

async function* entriesOf(
  ctx: Context,
  files: FileStore | undefined,
  done: (manifest: Manifest) => void,
): AsyncGenerator<ZipEntry, void, undefined> {
  const { db, signing, blobs: own } = ctx;
  const created_at = new Date().toISOString();
  const tx = await db.startTransaction().setIsolationLevel('repeatable read').execute();
  const tables: Manifest['tables'] = [];
  let blobs: Blob[] = [];
  let migrations: string[] = [];
  try {
    await copySettings(tx);
    migrations = await readMigrations(tx);
    for (const relation of await listRelations(tx)) {
      const hash = createHash('sha256');
      yield { path: tablePath(relation.name), source: hashed(linesOf(readLines(tx, relation)), hash) };
      tables.push({
        name: relation.name,
        columns: relation.columns.map(({ name }) => name),
        ...(await sumRows(tx, relation)),
        sha256: hash.digest('hex'),
      });
    }
    if (files) blobs = await tx.selectFrom('blobs').select(['app_id', 'blob_id']).execute();
    await tx.commit().execute();
  } catch (error) {
    await tx.rollback().execute();
    throw error;
  }
  const lines: string[] = [];
  let gone = 0;
  for (const blob of blobs) {
    const source = await files!.get({ appId: blob.app_id, blobId: blob.blob_id }).catch((error: unknown) => {
      if (error instanceof FileMissing) return undefined;
      throw error;
    });
    if (!source) {
      gone++;
      continue;
    }
    const hash = createHash('sha256');
    // Sealed bytes do not get smaller.
    yield { path: filePath(blob), source: hashed(source, hash), stored: true };
    lines.push(`${JSON.stringify({ ...blob, sha256: hash.digest('hex') })}\n`);
  }
  const listed = createHash('sha256');
  yield { path: 'files.ndjson', source: hashed(Readable.from(lines), listed) };
  const manifest: Manifest = {
    format: FORMAT,
    version: FORMAT_VERSION,
    docent: VERSION,
    created_at,
    installation: signing.keyId,
    migrations,
    tables,
    files: {
      included: files !== undefined,
      location: own.location,
      count: lines.length,
      gone,
      sha256: listed.digest('hex'),
    },
  };
  yield { path: 'manifest.json', source: Readable.from([JSON.stringify(manifest, null, 2)]) };
  done(manifest);
}

const readMigrations = async (tx: Tx): Promise<string[]> =>
  (await sql<{ name: string }>`select name from kysely_migration order by name`.execute(tx)).rows.map(
    ({ name }) => name,
  );

/** A batch is a piece: a piece a row would cost more than the row. */
async function* joined(batches: AsyncGenerator<string[]>): AsyncGenerator<string, void, undefined> {
  for await (const lines of batches) yield `${lines.join('\n')}\n`;
}

const linesOf = (batches: AsyncGenerator<string[]>): Readable => Readable.from(joined(batches));

/** What is read passes through the hash. An error of the source is an error of the result. */
function hashed(source: Readable, hash: Hash): Readable {
  const through = new Transform({
    transform(piece: Buffer, _encoding, next) {
      hash.update(piece);
      next(null, piece);
    },
  });
  source.on('error', (error) => through.destroy(error));
  through.on('close', () => source.destroy());
  return source.pipe(through);
}
