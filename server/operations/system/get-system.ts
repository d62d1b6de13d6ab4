import { sql } from 'kysely';
import type { z } from 'zod';
import type { system } from '../../../shared/contract/system.panel.ts';
import { SILENT_AFTER_SECONDS } from '../../../shared/platform/heartbeat.ts';
import { describeSettings } from './describe-settings.ts';
import { listModels } from './list-models.ts';
import { measureDatabase } from './measure-database.ts';
import { measureDisk } from './measure-disk.ts';
import { measureMail } from './measure-mail.ts';
import { readVersions } from './read-versions.ts';
import type { AdminCall } from '../../call.ts';

type System = z.output<typeof system.getSystem.output>;

/** Versions, processes, database, storage and mail. Contains no secrets. */
export async function getSystem(call: AdminCall): Promise<System> {
  const [versions, database, storage, processes, models, mail] = await Promise.all([
    readVersions(call),
    measureDatabase(call),
    measureStorage(call),
    listProcesses(call),
    listModels(call),
    measureMail(call),
  ]);
  return { versions, database, storage, processes, models, mail, settings: describeSettings(call.config) };
}

async function measureStorage({ db, config, blobs }: AdminCall): Promise<System['storage']> {
  const { rows } = await sql<{ blobs: number; original_bytes: number }>`
    select (select count(*) from blobs) as blobs, (select coalesce(sum(bytes), 0)::bigint from documents) as original_bytes`.execute(
    db,
  );
  const { kind } = config.storage;
  const disk = kind === 'folder' ? await measureDisk(config) : null;
  return { kind, location: blobs.location, ...rows[0]!, disk };
}

async function listProcesses({ db, processId }: AdminCall): Promise<System['processes']> {
  const rows = await db
    .selectFrom('processes')
    .select(['process_id', 'roles', 'host', 'pid', 'version', 'started_at', 'seen_at'])
    .select(sql<boolean>`seen_at > now() - make_interval(secs => ${SILENT_AFTER_SECONDS})`.as('living'))
    .orderBy('started_at')
    .orderBy('process_id')
    .execute();
  return rows.map((row) => ({
    ...row,
    started_at: row.started_at.toISOString(),
    seen_at: row.seen_at.toISOString(),
    own: row.process_id === processId,
  }));
}
