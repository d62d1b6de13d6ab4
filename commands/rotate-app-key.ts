// npm run keys:rotate-app -- app_… — rotates an app's data key. The servers may run. A second call continues a
// rotation.
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { appendEntry } from '../shared/security/audit/append-entry.ts';
import { DocentError } from '../shared/platform/errors.ts';
import { SILENT_AFTER_SECONDS } from '../shared/platform/heartbeat.ts';
import { CommandError, runCommand, withContext } from '../shared/platform/run-command.ts';
import type { Context } from '../shared/context.ts';
import { beginRotation, continueRotation } from '../shared/security/vault/rotate-app-key.ts';

await runCommand(async () => {
  const appId = process.argv[2];
  if (!appId) throw new CommandError('Usage: npm run keys:rotate-app -- APP_ID');
  return withContext(async (ctx) => {
    await begin(ctx, appId);
    if (await hasWorker(ctx)) await follow(ctx, appId);
    else await continueRotation(ctx, appId, ctx.stopping.signal);
    return `The data key of ${appId} was rotated: everything is encrypted with the new key, and the old one was destroyed.`;
  });
});

async function begin(ctx: Context, appId: string): Promise<void> {
  try {
    await ctx.db.transaction().execute(async (tx) => {
      await beginRotation(ctx, tx, appId);
      const entry = { actor_kind: 'command' as const, action: 'keys.rotateApp', app_id: appId };
      await appendEntry(ctx, tx, { ...entry, outcome: 'ok' });
    });
  } catch (error) {
    if (!(error instanceof DocentError)) throw error;
    // A rotation that is already running is followed to its end.
    if (error.code !== 'app_key_rotating') throw new CommandError(error.message);
  }
}

async function hasWorker({ db }: Context): Promise<boolean> {
  const worker = await db
    .selectFrom('processes')
    .select('process_id')
    .where(sql<boolean>`'worker' = any(roles)`)
    .where('seen_at', '>', sql<Date>`now() - make_interval(secs => ${SILENT_AFTER_SECONDS})`)
    .executeTakeFirst();
  return worker !== undefined;
}

async function follow({ db }: Context, appId: string): Promise<void> {
  for (let shown = ''; ; await sleep(1_000)) {
    const row = await db
      .selectFrom('apps')
      .select(['other_key_version', 'rotation_total', 'rotation_done'])
      .where('app_id', '=', appId)
      .executeTakeFirst();
    if (!row || row.other_key_version === null) return;
    const state =
      row.rotation_total === null
        ? 'announced'
        : `${row.rotation_done} of ${row.rotation_total} re-encrypted`;
    if (state !== shown) process.stdout.write(`${(shown = state)}\n`);
  }
}
