import { sql } from 'kysely';
import { jobs } from '../../../shared/platform/jobs.ts';
import { dueRows } from '../../../shared/privacy/retention/due-rows.ts';
import type { AppCall } from '../../call.ts';

const RUNS_SHOWN = 5;
const NOTHING = { conversation_days: null, document_days: null, ledger_days: null, hold_since: null };

/** The retention of an app, what the next run will remove, and the latest runs. */
export async function getRetention(call: AppCall) {
  const { db, app } = call;
  const row = await db.selectFrom('retention').selectAll().where('app_id', '=', app.appId).executeTakeFirst();
  const { conversation_days, document_days, ledger_days, hold_since } = row ?? NOTHING;
  const policy = { conversation_days, document_days, ledger_days };
  const runs = await db
    .selectFrom('retention_runs')
    .selectAll()
    .where('app_id', '=', app.appId)
    .orderBy('run_id', 'desc')
    .limit(RUNS_SHOWN)
    .execute();
  return {
    policy,
    hold: hold_since ? { since: hold_since.toISOString(), reason: row?.hold_reason ?? '' } : null,
    preview: await previewRun(call, policy),
    runs: runs.map((run) => ({
      run_id: run.run_id,
      outcome: run.outcome,
      sessions: run.sessions,
      documents: run.documents,
      ledger_rows: run.ledger_rows,
      started_at: run.started_at.toISOString(),
      finished_at: run.finished_at?.toISOString() ?? null,
    })),
  };
}

/** Counted for the time of the next run: what tonight removes, not what is due already. */
async function previewRun({ db, app, queue }: AppCall, policy: Parameters<typeof dueRows>[1]) {
  const { cron } = jobs['schedule-retention'];
  const at = queue.boss.previewSchedule(cron, { tz: 'UTC', count: 1, from: new Date() })[0]!;
  const due = [];
  for (const { kind, moment, from } of dueRows(app.appId, policy, at)) {
    const { rows } = await sql<{ count: number; oldest: Date | null; newest: Date | null }>`
      select count(*) as count, min(${sql.ref(moment)}) as oldest, max(${sql.ref(moment)}) as newest from ${from}`.execute(
      db,
    );
    const { count, oldest, newest } = rows[0]!;
    due.push({ kind, count, oldest: oldest?.toISOString() ?? null, newest: newest?.toISOString() ?? null });
  }
  return { at: at.toISOString(), due };
}
