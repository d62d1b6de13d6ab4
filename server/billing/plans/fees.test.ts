// What a workspace owes for its plan: changes, archiving, restoring and erasing write one history.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { issueInvoice } from '../../../shared/billing/invoices/issue-invoice.ts';
import type { PlanName } from '../../../db/tables/plans.ts';
import { createCaller } from '../../transport/trpc/router.ts';

let docent: Docent;
beforeAll(async () => {
  docent = await startDocent({ roles: new Set(['api']) });
});
afterAll(() => docent.close());

const owner = () =>
  createCaller({
    service: docent.ctx,
    admin: { adminId: newId('adm'), email: 'owner@example.com', role: 'owner' },
    requestId: newId('req'),
    signal: new AbortController().signal,
  });
const create = async () =>
  (await owner().workspaces.create({ name: 'Fees', time_zone: 'UTC' })).workspace.workspace_id;
const set = (workspace_id: string, plan: PlanName) => owner().plans.set({ workspace_id, plan });
const historyOf = async (workspace_id: string) =>
  (
    await docent.ctx.db
      .selectFrom('plan_changes')
      .select(['plan', 'fee'])
      .where('workspace_id', '=', workspace_id)
      .orderBy('effective_from')
      .execute()
  ).map(({ plan, fee }) => `${plan} ${fee}`);

/** Puts the entries of a history at the given times, in their order. */
async function putBack(workspace_id: string, times: string[]): Promise<void> {
  const { db } = docent.ctx;
  const { rows } = await sql<{ effective_from: string }>`
    select effective_from::text from plan_changes where workspace_id = ${workspace_id} order by effective_from`.execute(
    db,
  );
  for (const [index, { effective_from }] of rows.entries())
    await sql`update plan_changes set effective_from = ${times[index]}::timestamptz
      where workspace_id = ${workspace_id} and effective_from = ${effective_from}::timestamptz`.execute(db);
}

/** The fees of a month's invoice; undefined if there is none. */
async function feesOf(
  workspace_id: string,
  month: string,
): Promise<{ fees: string[]; total: string } | undefined> {
  const { db } = docent.ctx;
  const id = await db.transaction().execute((tx) => issueInvoice(tx, { workspace_id, month }));
  if (!id) return undefined;
  const { invoice, lines } = await owner().invoices.get({ invoice_id: id });
  return { fees: lines.map(({ amount }) => amount), total: invoice.total };
}

test('the fee of an erased workspace ends at that moment, and its plan can no longer be changed', async () => {
  const id = await create();
  await set(id, 'pro');
  await owner().workspaces.erase({ workspace_id: id, name: 'Fees' });
  expect(await historyOf(id)).toEqual(['free 0.00', 'pro 49.00', 'pro 0.00']);
  await putBack(id, ['2026-03-15Z', '2026-04-01Z', '2026-05-11Z']);
  expect(await feesOf(id, '2026-04-01')).toEqual({ fees: ['49'], total: '49.00' });
  expect(await feesOf(id, '2026-05-01')).toEqual({ fees: ['15.81'], total: '15.81' });
  expect(await feesOf(id, '2026-06-01')).toBeUndefined();
  for (const change of [
    () => set(id, 'scale'),
    () => owner().workspaces.archive({ workspace_id: id, archived: false }),
    () => owner().workspaces.update({ workspace_id: id, name: 'Back', time_zone: 'UTC' }),
  ])
    await expect(change()).rejects.toMatchObject({ code: 'CONFLICT', cause: { code: 'workspace_erased' } });
  expect(await historyOf(id)).toHaveLength(3);
});

test('an archived workspace owes nothing until it is restored, then the fee of the plan it has', async () => {
  const id = await create();
  await set(id, 'pro');
  await owner().workspaces.archive({ workspace_id: id, archived: true });
  await owner().workspaces.archive({ workspace_id: id, archived: true });
  await set(id, 'scale');
  await owner().workspaces.archive({ workspace_id: id, archived: false });
  expect(await historyOf(id)).toEqual(['free 0.00', 'pro 49.00', 'pro 0.00', 'scale 0.00', 'scale 499.00']);
  await putBack(id, ['2026-03-15Z', '2026-04-01Z', '2026-04-16Z', '2026-05-10Z', '2026-06-16Z']);
  expect(await feesOf(id, '2026-04-01')).toEqual({ fees: ['24.5'], total: '24.50' });
  expect(await feesOf(id, '2026-05-01')).toBeUndefined();
  expect(await feesOf(id, '2026-06-01')).toEqual({ fees: ['249.5'], total: '249.50' });
});

test('a plan that is saved again changes nothing, and a full month is the full fee to the cent', async () => {
  const id = await create();
  for (let again = 0; again < 3; again++) await set(id, 'pro');
  expect(await historyOf(id)).toEqual(['free 0.00', 'pro 49.00']);
  // An earlier version has written an entry for each.
  await putBack(id, ['2026-03-01Z', '2026-04-01Z']);
  await sql`insert into plan_changes (workspace_id, effective_from, plan, fee)
    select ${id}, at, 'pro', 49 from unnest('{2026-04-11Z,2026-04-21Z}'::timestamptz[]) as at`.execute(
    docent.ctx.db,
  );
  expect(await feesOf(id, '2026-04-01')).toEqual({ fees: ['49'], total: '49.00' });
});

test('the parts of a month with other fees are rounded to the sum of the month', async () => {
  const id = await create();
  await set(id, 'pro');
  const custom = { messages: null, documents: null, stored_bytes: null, seats: null, apps: null };
  for (const fee of ['10.01', '10.02', '10.01'])
    await owner().plans.set({ workspace_id: id, plan: 'custom', custom: { ...custom, fee } });
  expect(await historyOf(id)).toEqual([
    'free 0.00',
    'pro 49.00',
    'custom 10.01',
    'custom 10.02',
    'custom 10.01',
  ]);
  await putBack(id, ['2026-03-01Z', '2026-03-02Z', '2026-04-01Z', '2026-04-11Z', '2026-04-21Z']);
  const { fees, total } = (await feesOf(id, '2026-04-01'))!;
  // 30.04 / 3 is 10.01 and a third of a cent.
  expect(total).toBe('10.01');
  expect(fees).toHaveLength(3);
  const cents = fees.map((fee) => Math.round(Number(fee) * 100));
  expect(cents.reduce((sum, each) => sum + each, 0)).toBe(1_001);
});
