// Rotates an app's data key while it is in use. Three steps, each of which every process has read before the next:
// announced (all can read with the new key), switched (all write with it, the old one can still be read), forgotten
// (nothing is sealed with the old one). Can be killed and continued.
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { appendEntry } from '../audit/append-entry.ts';
import type { Context } from '../../context.ts';
import { fail } from '../../platform/errors.ts';
import { SILENT_AFTER_SECONDS } from '../../platform/heartbeat.ts';
import { countSealedBefore, renewSealed } from './renew-sealed.ts';

const ASK_EVERY_MS = 500;

/** Announces an app's next key and enqueues the job that continues. @throws app_not_found; app_key_rotating */
export async function beginRotation(ctx: Context, tx: Tx, appId: string): Promise<{ version: number }> {
  const row = await tx
    .selectFrom('apps')
    .select(['key_version', 'other_key_version'])
    .where('app_id', '=', appId)
    .forUpdate()
    .executeTakeFirst();
  if (!row || !ctx.appKeys.exists(appId)) fail('app_not_found');
  if (row.other_key_version !== null) fail('app_key_rotating');
  const version = row.key_version + 1;
  await tx
    .updateTable('apps')
    .set({
      other_wrapped_key: ctx.appKeys.wrap(appId, version),
      other_key_version: version,
      key_since: sql`now()`,
      rotation_total: null,
      rotation_done: null,
    })
    .where('app_id', '=', appId)
    .execute();
  await ctx.queue.send(tx, 'rotate-app-key', { app_id: appId });
  return { version };
}

/** Continues a rotation to its end. Does nothing if there is none, or if the app is gone. */
export async function continueRotation(ctx: Context, appId: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const row = await ctx.db
      .selectFrom('apps')
      .select(['key_version', 'other_key_version', 'key_since'])
      .where('app_id', '=', appId)
      .executeTakeFirst();
    if (!row || row.other_key_version === null) return;
    await heardByAll(ctx, signal);
    const { key_version: version, other_key_version: other } = row;
    if (other > version) await switchKeys(ctx, appId, version);
    else {
      await renewAll(ctx, appId, version, signal);
      await forgetOldKey(ctx, appId, version);
    }
  }
}

/** Waits until every running process has read the last step. */
async function heardByAll(ctx: Context, signal: AbortSignal): Promise<void> {
  // Not the time of the step itself: readers did not see it before its commit.
  const since = await sql<{ now: string }>`select now()::text as now`.execute(ctx.db);
  for (;;) {
    await ctx.heartbeat.beat();
    const behind = await ctx.db
      .selectFrom('processes')
      .select('process_id')
      .where('seen_at', '>', sql<Date>`now() - make_interval(secs => ${SILENT_AFTER_SECONDS})`)
      .where(({ or, eb }) =>
        or([
          eb('keys_read_at', 'is', null),
          eb('keys_read_at', '<=', sql<Date>`${since.rows[0]!.now}::timestamptz`),
        ]),
      )
      .limit(1)
      .executeTakeFirst();
    if (!behind) return;
    await sleep(ASK_EVERY_MS, undefined, { signal });
  }
}

async function switchKeys(ctx: Context, appId: string, version: number): Promise<void> {
  const total = await countSealedBefore(ctx.db, appId, version + 1);
  await ctx.db
    .updateTable('apps')
    .set((eb) => ({
      wrapped_key: eb.ref('other_wrapped_key').$notNull(),
      key_version: eb.ref('other_key_version').$notNull(),
      other_wrapped_key: eb.ref('wrapped_key'),
      other_key_version: eb.ref('key_version'),
      key_since: sql<Date>`now()`,
      rotation_total: total,
      rotation_done: 0,
    }))
    .where('app_id', '=', appId)
    .where('key_version', '=', version)
    .execute();
}

/**
 * Re-encrypts until nothing is left, and once more when everything sealed before the switch must have been written:
 * by then a silent process counts as dead, and its answers as failed.
 */
async function renewAll(ctx: Context, appId: string, version: number, signal: AbortSignal): Promise<void> {
  const done = async (count: number) => {
    await ctx.db
      .updateTable('apps')
      .set({ rotation_done: sql`least(coalesce(rotation_done, 0) + ${count}::integer, rotation_total)` })
      .where('app_id', '=', appId)
      .execute();
  };
  for (;;) {
    const quiet = await isQuiet(ctx, appId);
    const left = await renewSealed(ctx, appId, version, signal, done);
    if (left === 0 && quiet) return;
    await sleep(quiet ? ASK_EVERY_MS : 2_000, undefined, { signal });
  }
}

async function isQuiet({ db, queue }: Context, appId: string): Promise<boolean> {
  const seconds = queue.alone ? 3 : SILENT_AFTER_SECONDS + 5;
  const recent = await db
    .selectFrom('apps')
    .select('app_id')
    .where('app_id', '=', appId)
    .where('key_since', '>', sql<Date>`now() - make_interval(secs => ${seconds})`)
    .executeTakeFirst();
  return recent === undefined;
}

async function forgetOldKey(ctx: Context, appId: string, version: number): Promise<void> {
  await ctx.db.transaction().execute(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('apps')
      .set({
        other_wrapped_key: null,
        other_key_version: null,
        key_since: sql`now()`,
        rotation_total: null,
        rotation_done: null,
      })
      .where('app_id', '=', appId)
      .where('key_version', '=', version)
      .where('other_key_version', '<', version)
      .executeTakeFirstOrThrow();
    if (Number(numUpdatedRows) === 0) return;
    await appendEntry(ctx, tx, {
      actor_kind: 'system',
      actor_id: 'rotate-app-key',
      action: 'keys.oldAppKeyDestroyed',
      app_id: appId,
      subjects: { key_version: String(version) },
      outcome: 'ok',
    });
  });
  await ctx.heartbeat.beat();
}
