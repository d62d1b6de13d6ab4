// The composition root: everything a use case or a job needs, as one plain value.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { connectEmbedded, connectPostgres, type Connection } from '../db/connect.ts';
import type { Db } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { DatabaseRefused, checkTenantRole } from '../db/tenant-role.ts';
import { beginAudit } from './security/audit/append-entry.ts';
import { ConfigError, type Config } from './platform/config.ts';
import { openEgress, type Egress } from './platform/egress/open-egress.ts';
import { reapplyErasures } from './privacy/erasures/reapply-erasures.ts';
import { startHeartbeat, type Heartbeat } from './platform/heartbeat.ts';
import { newId } from './platform/ids.ts';
import { openRunningAnswers, type RunningAnswers } from './chat/running-answers.ts';
import { openLog, type Log } from './platform/log.ts';
import { movedMark } from './platform/moved-mark.ts';
import { openModels, type Models } from './models/open-models.ts';
import { openQueue, type Queue } from './platform/queue.ts';
import { openSettlements, type Settlements } from './platform/settlements.ts';
import { openMetrics, type Metrics } from './platform/telemetry/metrics.ts';
import { tracedModels } from './models/traced-models.ts';
import { openTracing, type Tracing } from './platform/telemetry/tracing.ts';
import { VERSION } from './platform/version.ts';
import { openAppKeys, type AppKeys } from './security/vault/app-keys.ts';
import { blobStore, type BlobStore } from './security/vault/blobs.ts';
import { checkAppKeys, readRotatingKeys } from './security/vault/check-app-keys.ts';
import { claimStore } from './security/vault/files/claim-store.ts';
import { openFileStore } from './security/vault/files/open-file-store.ts';
import { openMasterKey, type MasterKey } from './security/vault/master-key.ts';
import { openSigningKey, type SigningKey } from './security/vault/signing-key.ts';

/** requestAt: when the newest request came, by `performance.now()`; load balancers' questions are not counted. */
export type Draining = { begun: boolean; requestAt: number };

export type Context = {
  config: Config;
  db: Db;
  connection: Connection;
  queue: Queue;
  blobs: BlobStore;
  masterKey: MasterKey;
  appKeys: AppKeys;
  /** Signs receipts and the head of the audit log. */
  signing: SigningKey;
  models: Models;
  log: Log;
  /** Marks this process's running work, so that others can settle it if it dies. */
  processId: string;
  heartbeat: Heartbeat;
  settlements: Settlements;
  /** The running answers of this process. */
  runningAnswers: RunningAnswers;
  /** For requests to addresses that a tenant chose. */
  egress: Egress;
  /** The same for documents, with its own permission for private addresses. */
  ingestEgress: Egress;
  metrics: Metrics;
  /** Undefined if no collector is configured. */
  tracing: Tracing | undefined;
  /** Before a process stops: `/readyz` says no, and requests are still served. */
  draining: Draining;
  /** Aborted when the process is stopping; running answers end then. */
  stopping: AbortController;
  /** Resolves if this process cannot continue because the embedded database has failed. */
  lost: Promise<Error>;
  close(): Promise<void>;
};

/** How long a stopping process waits for settlements. */
const SETTLE_WITHIN_MS = 1_000;

/**
 * Connects, migrates and opens everything in the configuration.
 * @param given tests pass their own database
 * @param claim checks whose the files are; a move of files has checks of its own
 */
export async function createContext(
  config: Config,
  given?: Connection,
  claim: typeof claimStore = claimStore,
): Promise<Context> {
  mkdirSync(config.dataDir, { recursive: true });
  const log = openLog(config);
  if (!given && !config.databaseUrl) requireNotMoved(config.dataDir);
  const connection =
    given ??
    (config.databaseUrl
      ? connectPostgres(config.databaseUrl, config.databasePool, {
          directUrl: config.databaseDirectUrl,
          preparing: config.preparing,
        })
      : await connectEmbedded({ dataDir: config.dataDir }));
  const { db } = connection;
  try {
    await reach(db, config);
    await prepare(db);
    const masterKey = await openMasterKey(config, db);
    const appKeys = openAppKeys(config.appKeysDir, masterKey);
    const signing = await openSigningKey(db, masterKey);
    const files = await openFileStore(config.storage, config);
    await claim(files, signing.keyId);
    await beginAudit({ db, signing });
    const queue = await openQueue(connection, log, { work: config.roles.has('worker') });
    await reapplyErasures({ config, db, queue, log });
    await checkAppKeys(db, config.appKeysDir, appKeys);
    const egress = openEgress({ allowPrivate: config.webhookAllowPrivate, proxies: config.proxies });
    const ingestEgress = openEgress({ allowPrivate: config.ingestAllowPrivate, proxies: config.proxies });
    const tracing = await openTracing(config.otlpEndpoint, VERSION);
    const models = tracedModels(openModels(config, noteLearned(log)), config, tracing);
    const processId = newId('proc');
    const settlements = openSettlements(log);
    const blobs = blobStore(files);
    const heartbeat = await startHeartbeat(
      db,
      log,
      processId,
      config.roles,
      connection.engine.kind === 'embedded',
      () => readRotatingKeys(db, appKeys),
      settlements.oldestMs,
      blobs.probe,
    );
    // Again: a move of files has seen this heartbeat, or this process sees now that they were moved.
    await claim(files, signing.keyId).catch(async (error: unknown) => {
      await Promise.all([queue.close(), heartbeat.stop()]);
      throw error;
    });
    return {
      config,
      db,
      connection,
      queue,
      blobs,
      masterKey,
      appKeys,
      signing,
      models,
      log,
      processId,
      heartbeat,
      settlements,
      runningAnswers: openRunningAnswers(connection, processId, log),
      egress,
      ingestEgress,
      metrics: openMetrics(),
      tracing,
      draining: { begun: false, requestAt: 0 },
      stopping: new AbortController(),
      lost: connection.lost,
      async close() {
        await Promise.all([queue.close(), settlements.drain(SETTLE_WITHIN_MS)]);
        await heartbeat.stop();
        await models.close();
        await egress.close();
        await ingestEgress.close();
        await tracing?.close();
        files.close();
        await connection.close();
      },
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** @throws ConfigError if the embedded database of the folder was moved to Postgres */
function requireNotMoved(dataDir: string): void {
  const mark = movedMark(dataDir);
  if (existsSync(mark))
    throw new ConfigError(
      `The database of ${dataDir} was moved to ${readFileSync(mark, 'utf8').trim()}. Set DATABASE_URL to that, or remove ${mark}`,
    );
}

/** Fails with a one-line ConfigError if the database is unreachable. */
async function reach(db: Db, config: Config): Promise<void> {
  try {
    await sql`select 1`.execute(db);
  } catch (error) {
    if (!config.databaseUrl) throw error;
    throw new ConfigError(`DATABASE_URL cannot be used: ${(error as Error).message}`);
  }
}

/** Migrates and checks row-level security. Reports missing database privileges as ConfigError. */
async function prepare(db: Db): Promise<void> {
  try {
    await migrate(db);
    await checkTenantRole(db);
  } catch (error) {
    throw error instanceof DatabaseRefused ? new ConfigError(error.message) : error;
  }
}

/** What a model server refuses is logged once, without its words. */
const noteLearned = (log: Log) => (model: string, learned: string) =>
  log.warn(
    { model, learned },
    'the model server refused a request, which is sent in another form from now on',
  );
