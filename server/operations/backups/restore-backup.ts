import { isUnused } from '../../../db/copy/is-unused.ts';
import { listRelations, type Relation } from '../../../db/copy/list-relations.ts';
import { sumRows } from '../../../db/copy/sum-rows.ts';
import { writeAll } from '../../../db/copy/write-all.ts';
import { writeLines } from '../../../db/copy/write-lines.ts';
import type { Connection } from '../../../db/connect.ts';
import type { Tx } from '../../../db/database.ts';
import { distributeFilled, migrate, migrateTo } from '../../../db/migrate.ts';
import { openLog } from '../../../shared/platform/log.ts';
import { openQueue } from '../../../shared/platform/queue.ts';
import type { FileStore } from '../../../shared/security/vault/files/file-store.ts';
import type { Manifest } from './format.ts';
import { RefusedBackup, type Backup } from './open-backup.ts';

/**
 * Restores a backup into an empty database, and its files into a store without any. The database is filled in one
 * transaction, after the files: killed at any line, it can be run again. A backup of an older version is migrated, and
 * spread over the machines of Citus where there are any.
 * @throws RefusedBackup
 */
export async function restoreBackup(
  backup: Backup,
  connection: Connection,
  files: FileStore,
): Promise<{ rows: number }> {
  const { db } = connection;
  const { manifest } = backup;
  // Before anything: migrating a newer database to an earlier schema would lose its data.
  if (!(await isUnused(db)))
    throw new RefusedBackup(
      'The database is in use already. Restore into an empty one, or an empty DATA_DIR',
    );
  await migrateTo(db, manifest.migrations.at(-1)!);
  await requireOwn(files, manifest);
  // The tables of the job queue.
  await (await openQueue(connection, openLog({ logLevel: 'silent' }), { work: false })).close();
  await restoreFiles(backup, files);
  const relations = await listRelations(db);
  const rows = await writeAll(db, relations, (tx) => fill(tx, relations, backup));
  await migrate(db);
  await distributeFilled(db);
  return { rows };
}

/** Other files in the store would be removed as orphans. */
async function requireOwn(files: FileStore, { installation, files: kept }: Manifest): Promise<void> {
  const mark = await files.readMark();
  if (!mark && !kept.included)
    throw new RefusedBackup(
      `The backup has no files: they are in ${kept.location}. Set STORAGE_URL to that, or to a copy`,
    );
  if (mark ? mark.installation === installation : (await files.list().next()).done) return;
  throw new RefusedBackup(
    `${files.location} holds files of another installation. Use another place for STORAGE_URL`,
  );
}

async function restoreFiles({ manifest, files: lines, file }: Backup, files: FileStore): Promise<void> {
  await files.writeMark({ installation: manifest.installation });
  for (const line of lines) {
    const name = { appId: line.app_id, blobId: line.blob_id };
    // Of an attempt that was killed.
    if (await files.exists(name.appId, name.blobId)) await files.remove(name.appId, name.blobId);
    await files.put(name, await file(line), Infinity);
  }
}

async function fill(tx: Tx, relations: Relation[], { manifest, lines }: Backup): Promise<number> {
  let total = 0;
  const tables = new Map(manifest.tables.map((table) => [table.name, table]));
  for (const relation of relations) {
    const table = tables.get(relation.name);
    if (!table) continue;
    for await (const batch of lines(table.name)) await writeLines(tx, relation, table.columns, batch);
    const columns = relation.columns.filter(({ name }) => table.columns.includes(name));
    const { rows, checksum } = await sumRows(tx, { ...relation, columns });
    if (rows !== table.rows || checksum !== table.checksum)
      throw new RefusedBackup(
        `The table ${table.name} differs after it was restored (${rows} rows of ${table.rows}). Nothing was kept`,
      );
    total += rows;
  }
  const missing = manifest.tables.find(({ name }) => relations.every((relation) => relation.name !== name));
  if (missing)
    throw new RefusedBackup(`This version has no table ${missing.name}. Restore with a newer Docent`);
  return total;
}
