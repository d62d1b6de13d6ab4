import { sql } from 'kysely';
import type { NoticesTable } from '../../db/tables/plans.ts';
import type { Tx } from '../../db/database.ts';
import type { WebhookEvents } from '../../shared/contract/webhooks.ts';
import { newId } from '../../shared/platform/ids.ts';
import { measures, measureWorkspace } from '../../shared/billing/ledger/measure-workspace.ts';
import { usageRowsSql } from '../../shared/billing/ledger/usage-rows.ts';
import { queueNotice } from '../../shared/mail/queue-notice.ts';
import type { Queue } from '../../shared/platform/queue.ts';
import { findDying } from './find-dying.ts';
import { emitEvent } from '../../shared/webhooks/emit-event.ts';
import { emitToWorkspace } from '../../shared/webhooks/emit-to-workspace.ts';
import type { Run, Worker } from '../worker.ts';

type Reached = WebhookEvents['quota.warning'];
type Finding = Pick<NoticesTable, 'workspace_id' | 'about_app_id' | 'subject' | 'message'> & {
  /** Also sent to webhooks. */
  reached?: Reached;
  shutdown?: WebhookEvents['model.shutdown'];
};
type Notice = Finding & Pick<NoticesTable, 'kind'>;

/**
 * Finds quotas and budgets that are running out, models without a price or near their shutdown, and unusual days.
 * Raises each notice once, with mails; quotas, budgets and shutdowns also send webhooks. All in one transaction.
 */
export async function raiseNotices(
  { db, queue, config }: Pick<Worker, 'db' | 'queue' | 'config'>,
  { signal }: Run<object>,
): Promise<void> {
  const found: Notice[] = [];
  for (const [kind, look] of Object.entries(looks)) {
    signal.throwIfAborted();
    found.push(...(await look(db, config)).map((finding) => ({ ...finding, kind: kind as Notice['kind'] })));
  }
  if (found.length === 0) return;
  await db.transaction().execute(async (tx) => {
    const raised = await tx
      .insertInto('notices')
      .values(
        found.map(({ reached: _reached, shutdown: _shutdown, ...notice }) => ({
          ...notice,
          notice_id: newId('ntc'),
        })),
      )
      .onConflict((conflict) => conflict.columns(['workspace_id', 'kind', 'subject']).doNothing())
      .returning(['notice_id', 'workspace_id', 'kind', 'subject'])
      .execute();
    const ids = raised.map(({ notice_id }) => notice_id);
    await queueNotice({ config, queue }, tx, 'notices', ids);
    const fresh = new Set(raised.map(nameOf));
    for (const notice of found.filter((one) => fresh.has(nameOf(one)))) {
      if (notice.reached) await emitReached(tx, queue, notice);
      if (notice.shutdown)
        await emitToWorkspace(tx, queue, notice.workspace_id, 'model.shutdown', notice.shutdown);
    }
  });
}

const nameOf = ({ workspace_id, kind, subject }: Pick<Notice, 'workspace_id' | 'kind' | 'subject'>) =>
  `${workspace_id} ${kind} ${subject}`;

/** A budget concerns its app only; a plan's quota concerns every app of the workspace. */
async function emitReached(
  tx: Tx,
  queue: Queue,
  { workspace_id, about_app_id, reached }: Notice,
): Promise<void> {
  const type = reached!.percent >= 100 ? 'quota.exceeded' : 'quota.warning';
  if (about_app_id) await emitEvent(tx, queue, about_app_id, type, reached!);
  else await emitToWorkspace(tx, queue, workspace_id, type, reached!);
}

type Db = Worker['db'];
type Look = (db: Db, config: Worker['config']) => Promise<Finding[]>;
const looks: Record<'quota' | 'budget' | 'unpriced' | 'unusual_day' | 'shutdown', Look> = {
  quota: findQuotas,
  shutdown: findDying,
  budget: async (db) =>
    (
      await sql<Finding>`
        select workspace_id, app_id as about_app_id, concat_ws(':', app_id, key_id, month, cap, percent) as subject,
          percent || ' % of the budget of $' || trim_scale(cap) || ' per month for ' ||
            case when key_id = '' then 'the app ' else 'the key ' || coalesce(keys.name, key_id) || ' in ' end || apps.name ||
            ' are spent' || case when percent >= 100 then '. Requests are refused until the month ends or the budget is raised.' else '.' end as message,
          json_strip_nulls(json_build_object('quota', 'budget', 'used', spent, 'limit', cap, 'percent', percent,
            'key_id', nullif(key_id, ''))) as reached
        from budgets join budget_months months using (app_id, key_id)
        join apps using (app_id) join workspaces using (workspace_id) left join keys using (app_id, key_id),
        unnest(alert_percents) as percent
        where month = date_trunc('month', now() at time zone time_zone)::date and spent * 100 >= cap * percent`.execute(
        db,
      )
    ).rows,
  unpriced: async (db) =>
    (
      await sql<Finding>`
        select workspace_id, null as about_app_id, model || ':' || to_char(max(day), 'YYYY-MM') as subject,
          'The model ' || model || ' has no known price, so its tokens are counted but not its cost. Add a price.' as message
        from (${recentUsage}) used join apps using (app_id)
        group by workspace_id, model having sum(unpriced_tokens) > 0`.execute(db)
    ).rows,
  unusual_day: async (db) =>
    (
      await sql<Finding>`
        select workspace_id, app_id as about_app_id, app_id || ':' || today as subject,
          'Today ' || apps.name || ' has cost $' || round(spent, 2) || ', more than three times its average of $' ||
            round(average, 2) || ' per day.' as message
        from (
          select app_id, today, coalesce(sum(cost) filter (where day = today), 0) as spent,
            coalesce(sum(cost) filter (where day < today), 0) / 28 as average,
            count(distinct day) filter (where day < today) as days
          from (${usageRowsSql(sql`day > current_date - 31`)}) used
          join (select app_id, (now() at time zone time_zone)::date as today from apps join workspaces using (workspace_id)) clock
            using (app_id)
          where day between today - 28 and today group by app_id, today
        ) month join apps using (app_id)
        where days >= 7 and spent >= 1 and spent > 3 * average`.execute(db)
    ).rows,
};

const recentUsage = usageRowsSql(sql`day > current_date - 3`);

const named = {
  messages: 'messages this month',
  documents: 'documents',
  stored_bytes: 'storage',
  seats: 'seats',
  apps: 'apps',
};

async function findQuotas(db: Db): Promise<Finding[]> {
  const found: Finding[] = [];
  const workspaces = await db
    .selectFrom('workspace_terms')
    .select(['workspace_id', ...measures])
    .execute();
  // Seats are shared: a smaller plan's are not used up while a larger plan has free ones.
  const mostSeats = Math.max(...workspaces.map(({ seats }) => seats ?? Infinity));
  for (const { workspace_id, ...limits } of workspaces) {
    if (measures.every((measure) => limits[measure] === null)) continue;
    const measured = (await measureWorkspace(db, workspace_id))!;
    for (const measure of measures) {
      const limit = measured[measure];
      if (limit === null || limit === 0 || (measure === 'seats' && limit < mostSeats)) continue;
      const used = measured.used[measure];
      for (const percent of [80, 100])
        if (used * 100 >= limit * percent)
          found.push({
            workspace_id,
            about_app_id: null,
            subject: `${measure}:${measured.month}:${limit}:${percent}`,
            message: `${measured.name} has used ${percent} % of the ${named[measure]} of its ${measured.plan_name} plan.`,
            reached: { quota: measure, used, limit, percent },
          });
    }
  }
  return found;
}
