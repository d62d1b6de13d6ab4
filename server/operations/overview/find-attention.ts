// What needs attention, most urgent first. Each finder returns nothing if all is well.
import { sql } from 'kysely';
import type { Attention } from '../../../shared/contract/overview.panel.ts';
import type { Context } from '../../../shared/context.ts';
import { DEAD_LETTERS } from '../../../shared/platform/jobs.ts';
import { usageRowsSql } from '../../../shared/billing/ledger/usage-rows.ts';
import { listNotices } from '../../billing/plans/list-notices.ts';
import { describeProblem } from '../status/describe-problem.ts';
import { judgeWorkers } from '../status/get-status.ts';
import { measureDisk } from '../system/measure-disk.ts';
import { isSeen } from '../../is-seen.ts';
import type { SeenCall, SystemCall } from '../../call.ts';

/** Below this, uploads or the database may fail. */
const LITTLE_SPACE_BYTES = 1_000_000_000;

/** For members of workspaces, only what is theirs; the rest is the installation's. */
export async function findAttention(call: SeenCall): Promise<Attention[]> {
  const ofTeam =
    call.seen === null
      ? [workers, stores, failingModels, disk, deadLetters, failedSchedules, failingErasures]
      : [];
  const prices = call.seen === null ? [unpricedModels] : [];
  const found = await Promise.all([
    ...ofTeam.map((find) => find(call)),
    failedDocuments(call),
    ...prices.map((find) => find(call)),
    notices(call),
  ]);
  return found.flat();
}

async function workers(call: SystemCall): Promise<Attention[]> {
  const health = await judgeWorkers(call);
  if (health === 'operational') return [];
  const { rows } = await sql<{ waiting: number; since: Date | null }>`
    select count(*)::integer as waiting, min(start_after) as since from pgboss.job
    where name <> ${DEAD_LETTERS} and state < 'active' and start_after < now()`.execute(call.db);
  const { waiting, since } = rows[0]!;
  if (health === 'down') return [{ kind: 'no_workers', waiting }];
  return since ? [{ kind: 'jobs_late', since: since.toISOString() }] : [];
}

/** Stores that take no changes. */
async function stores({ heartbeat }: SystemCall): Promise<Attention[]> {
  const problems = heartbeat.problems();
  return (['database', 'files'] as const).flatMap((store) =>
    problems[store] === undefined
      ? []
      : [{ kind: 'no_writes' as const, store, message: describeProblem(store, problems[store]) }],
  );
}

/** Models whose latest answers of the last hour all failed. */
async function failingModels({ db }: Context): Promise<Attention[]> {
  const { rows } = await sql<{ model: string; code: string; since: Date }>`
    with recent as (
      select coalesce(model, '') as model, error_code, created_at, status = 'failed' and error_code like 'model\_%' as failed,
        status = 'complete' and finish_reason is distinct from 'no_context' as came_through
      from messages where role = 'assistant' and created_at > now() - interval '1 hour'
    )
    select model, (array_agg(error_code order by created_at desc) filter (where failed))[1] as code,
      min(created_at) filter (where failed) as since
    from recent group by model
    having max(created_at) filter (where failed) > coalesce(max(created_at) filter (where came_through), '-infinity')
    order by model`.execute(db);
  return rows.map((row) => ({ kind: 'model_failing' as const, ...row, since: row.since.toISOString() }));
}

async function disk({ config }: Context): Promise<Attention[]> {
  const measured = await measureDisk(config);
  return measured && measured.free_bytes < LITTLE_SPACE_BYTES
    ? [{ kind: 'disk_low', free_bytes: measured.free_bytes }]
    : [];
}

async function deadLetters({ db }: Context): Promise<Attention[]> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from pgboss.job where name = ${DEAD_LETTERS} and state < 'active'`.execute(
    db,
  );
  return rows[0]!.count > 0 ? [{ kind: 'dead_letters', count: rows[0]!.count }] : [];
}

/** Scheduled jobs whose last run failed. */
async function failedSchedules({ db }: Context): Promise<Attention[]> {
  const { rows } = await sql<{ count: number }>`
    with last as (
      select distinct on (job.name) state from pgboss.job join pgboss.schedule on schedule.name = job.name
      where completed_on is not null order by job.name, completed_on desc
    )
    select count(*)::integer as count from last where state = 'failed'`.execute(db);
  return rows[0]!.count > 0 ? [{ kind: 'schedules_failed', count: rows[0]!.count }] : [];
}

/** Erasures that cannot be completed because of a store. */
async function failingErasures({ db }: Context): Promise<Attention[]> {
  const { count, since } = await db
    .selectFrom('erasures')
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min<Date | null>('requested_at').as('since')])
    .where('status', '=', 'running')
    .where('problem', 'is not', null)
    .executeTakeFirstOrThrow();
  return since ? [{ kind: 'erasures_failing', count, since: since.toISOString() }] : [];
}

async function failedDocuments({ db, seen }: SeenCall): Promise<Attention[]> {
  const rows = await db
    .selectFrom('documents')
    .innerJoin('apps', 'apps.app_id', 'documents.app_id')
    .select(({ fn }) => ['apps.app_id', 'apps.name as app', fn.countAll<number>().as('count')])
    .where('documents.status', '=', 'failed')
    .where(isSeen(seen, sql`apps.workspace_id`))
    .groupBy(['apps.app_id', 'apps.name'])
    .orderBy('count', 'desc')
    .orderBy('app')
    .limit(5)
    .execute();
  return rows.map((row) => ({ kind: 'documents_failed' as const, ...row }));
}

async function unpricedModels({ db }: Context): Promise<Attention[]> {
  const { rows } = await sql<{ model: string; tokens: number; app_id: string }>`
    select model, sum(unpriced_tokens)::bigint as tokens, min(app_id) as app_id
    from (${usageRowsSql(sql`day > current_date - 30`)}) used
    group by model having sum(unpriced_tokens) > 0 order by 2 desc limit 5`.execute(db);
  return rows.map((row) => ({ kind: 'unpriced' as const, ...row }));
}

/** Notices about quotas, budgets and spending that were not dismissed. */
async function notices(call: SeenCall): Promise<Attention[]> {
  const { notices } = await listNotices(call);
  return notices.length > 0 ? [{ kind: 'notices', count: notices.length }] : [];
}
