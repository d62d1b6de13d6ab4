// The composition root: everything a use case or a job needs, as one plain value.
import { mkdirSync } from 'node:fs';
import { connectEmbedded, connectPostgres, type Connection } from '../db/connect.ts';
import type { Db } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import type { Config } from './config.ts';
import { startHeartbeat, type Heartbeat } from './heartbeat.ts';
import { newId } from './ids.ts';
import { openLog, type Log } from './log.ts';
import { openModels, type Models } from './models/open-models.ts';
import { openQueue, type Queue } from './queue.ts';
import { fileBlobStore, type BlobStore } from './vault/blobs.ts';
import { openMasterKey, type MasterKey } from './vault/master-key.ts';

export type Context = {
  config: Config;
  db: Db;
  connection: Connection;
  queue: Queue;
  blobs: BlobStore;
  masterKey: MasterKey;
  models: Models;
  log: Log;
  /** Marks what this process has in hand, so that others can settle it should it die. */
  processId: string;
  heartbeat: Heartbeat;
  /** Aborted when the process is told to stop; running answers end then. */
  stopping: AbortController;
  close(): Promise<void>;
};

/**
 * Connects, migrates and opens everything the configuration names.
 * @param connection tests hand in a database of their own
 * @throws ConfigError, DataFolderInUse
 */
export async function createContext(config: Config, given?: Connection): Promise<Context> {
  mkdirSync(config.dataDir, { recursive: true });
  const log = openLog(config);
  const connection =
    given ??
    (config.databaseUrl
      ? connectPostgres(config.databaseUrl, config.databasePool)
      : await connectEmbedded({ dataDir: config.dataDir }));
  const { db } = connection;
  try {
    await migrate(db);
    const masterKey = await openMasterKey(config, db);
    const queue = await openQueue(connection, log, { work: config.roles.has('worker') });
    const models = openModels(config);
    const processId = newId('proc');
    const heartbeat = await startHeartbeat(db, log, processId, connection.engine.kind === 'embedded');
    return {
      config,
      db,
      connection,
      queue,
      blobs: fileBlobStore(config.blobDir),
      masterKey,
      models,
      log,
      processId,
      heartbeat,
      stopping: new AbortController(),
      async close() {
        await queue.close();
        await heartbeat.stop();
        await models.close();
        await connection.close();
      },
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
