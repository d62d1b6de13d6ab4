// The billing pages in a browser: they show what the ledger contains, and their changes take effect.
import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { createAdmin } from '../../server/access/admins/create-admin.ts';
import { until } from '../../test/until.ts';
import { demoAppId } from '../../test/keys.ts';
import { spendDaily, unitsOf } from '../../test/ledger.ts';
import { darkPhone, expectAccessible, expectNarrow, usePanel } from '../../test/panel.ts';
import { aggregateLedger } from '../../shared/billing/ledger/aggregate.ts';
import { issueInvoices } from '../../worker/billing/issue-invoices.ts';
import { raiseNotices } from '../../worker/billing/raise-notices.ts';

const panel = usePanel();
const signal = new AbortController().signal;
let app: string;
let workspace: string;

beforeAll(async () => {
  const { ctx } = panel.docent;
  app = await demoAppId(panel.docent);
  const { workspace_id } = await ctx.db
    .selectFrom('apps')
    .select('workspace_id')
    .where('app_id', '=', app)
    .executeTakeFirstOrThrow();
  workspace = workspace_id;
  const { key_id } = await ctx.db.selectFrom('keys').select('key_id').executeTakeFirstOrThrow();
  await sql`update workspaces set created_at = now() - interval '65 days'`.execute(ctx.db);
  await spendDaily(ctx.db, app, key_id);
  await aggregateLedger(ctx.db, signal);
  await issueInvoices(ctx, { payload: {}, signal, last: true });
});

async function signedIn(path: string, page: Page = panel.page): Promise<Page> {
  await panel.openAt(path, page);
  return page;
}

test('usage and cost add up to the ledger, by model and as a file; what has no price is said', async () => {
  const page = await signedIn('/usage?days=90&group=model');
  const { rows } = await sql<{ cost: string; tokens: number; unpriced: number }>`
    select sum(cost)::text as cost, sum(input_tokens + output_tokens)::bigint as tokens,
      sum(unpriced_tokens)::bigint as unpriced from ledger`.execute(panel.docent.ctx.db);
  const { cost, unpriced } = rows[0]!;
  const models = page.getByRole('table', { name: 'Usage by model' });
  const own = models.getByRole('row', { name: /^own-model/ });
  expect(await own.textContent()).toContain('Unknown');
  expect(await own.textContent()).toContain(`${unpriced.toLocaleString('en')} tokens without a price`);
  await page.getByRole('img', { name: /^Cost by day/ }).waitFor();
  await page
    .getByRole('img', { name: /^Cost by day/ })
    .locator('svg')
    .first()
    .waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV' }).click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const [header = '', ...lines] = Buffer.concat(chunks).toString().trim().split('\r\n');
  const place = header.split(',').indexOf('cost_usd');
  const sum = lines.reduce((sum, line) => sum + unitsOf(line.split(',')[place] || null), 0n);
  expect(sum).toBe(unitsOf(cost));
  await page.getByLabel('Group').selectOption('key');
  await page.getByRole('table', { name: 'Usage by key' }).getByText('Without a key').waitFor();
  await page.getByRole('link', { name: '7 days' }).click();
  await page.waitForURL(/days=7&group=key/);

  await expectAccessible(page, 'usage');
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.getByText('Requested. The run appears below').waitFor();
  await page.getByRole('table', { name: 'Aggregation runs' }).getByText('Complete').first().waitFor();
});

test('a budget is set, shown by its gauge, refuses beyond it, and is taken away', async () => {
  const page = await signedIn(`/apps/${app}/budgets`);
  await page.getByLabel('US dollars per month').fill('much');
  await page.getByRole('button', { name: 'Set budget' }).click();
  await page.getByText('Must be an amount such as 25 or 0.50').waitFor();
  await page.getByLabel('US dollars per month').fill('0.000001');
  await page.getByRole('button', { name: 'Set budget' }).click();
  const card = page.getByRole('region', { name: 'Budget of the whole app' });
  await card.getByRole('progressbar', { name: 'Spent of the budget of the whole app' }).waitFor();
  await card.getByText(/spent this month/).waitFor();
  await expectAccessible(page, 'budgets');
  const ask = async () =>
    await (await panel.docent.api('/chat', { json: { message: 'Who is called first?' } })).json();
  expect((await ask()).error.code).toBe('quota_exceeded');
  await card.getByRole('button', { name: 'Remove' }).click();
  await card.waitFor({ state: 'detached' });
  await page.getByText('not limited yet').waitFor();
  expect((await ask()).success).toBe(true);
});

test('a price is previewed, set and listed in the history; past calls are corrected', async () => {
  const page = await signedIn('/prices');
  await page.getByText('Models without a price').waitFor();
  await expectAccessible(page, 'prices');
  await page.getByRole('link', { name: 'Set its price' }).first().click();
  await expect.poll(() => page.getByRole('textbox', { name: 'Model' }).inputValue()).toBe('own-model');
  await page.getByRole('textbox', { name: 'Input, $' }).first().fill('1');
  await page.getByRole('textbox', { name: 'Cached input' }).fill('0.5');
  await page.getByRole('textbox', { name: 'Output, $' }).fill('2');
  await page.getByLabel('Valid from').fill('2020-01-01');
  await page.getByRole('button', { name: 'Preview' }).click();
  const preview = page.getByRole('table', { name: 'Price preview' });
  await preview.getByText('Unknown').waitFor();
  await page.getByRole('button', { name: 'Set price' }).click();
  await page.getByText('The price of own-model was set.').waitFor();
  await page
    .getByRole('table', { name: 'Prices' })
    .getByRole('row', { name: /^own-model/ })
    .waitFor();
  const today = new Date().toISOString().slice(0, 10);
  await page.getByLabel('First day').fill('2020-01-01');
  await page.getByLabel('Last day').fill(today);
  await page.getByRole('button', { name: 'Re-price' }).click();
  await page.getByText(/calls were corrected\. Together they cost \$/).waitFor();
  await page.getByText('Models without a price').waitFor({ state: 'detached' });
});

test('a plan takes effect at once, warns, and its notice is put away', async () => {
  const page = await signedIn(`/workspaces/${workspace}`);
  await page.getByRole('link', { name: 'Plan and quotas' }).click();
  await page.getByLabel('Documents', { exact: true }).fill('3');
  await page.getByRole('button', { name: 'Set custom terms' }).click();
  await page.getByText('The custom terms now apply.').waitFor();
  await page.getByText('of 3 (100 %)').waitFor();
  await raiseNotices(panel.docent.ctx, { payload: {}, signal, last: true });
  await page.goto(`${panel.docent.url}/admin/notices`);
  const notice = page.getByRole('listitem').filter({ hasText: '100 % of the documents' });
  await notice.getByRole('link', { name: 'See the plan' }).waitFor();
  await expectAccessible(page, 'notices');
  await notice.getByRole('button', { name: /^Dismiss/ }).click();
  await notice.waitFor({ state: 'detached' });
  await page.goto(`${panel.docent.url}/admin/workspaces/${workspace}/plan`);
  await page.getByRole('radio', { name: /^Scale/ }).check();
  await page.getByRole('button', { name: 'Change plan' }).click();
  await page.getByText('The workspace is on Scale now.').waitFor();
  await expectAccessible(page, 'plan');
  await until('the plan to apply', async () =>
    panel.docent.ctx.db
      .selectFrom('workspaces')
      .select('plan')
      .where('workspace_id', '=', workspace)
      .where('plan', '=', 'scale')
      .executeTakeFirst(),
  );
});

test('an invoice is read, printed, taken back in part and paid', async () => {
  const page = await signedIn('/invoices');
  await page.getByRole('link', { name: /^INV-/ }).first().click();
  await page.getByRole('table', { name: 'Lines' }).getByText('gpt-4o-mini').waitFor();
  await expectAccessible(page, 'invoice');
  const address = page.url();
  const file = address.replace('/admin/', '/admin/files/');
  await page.goto(`${file}?format=html`);
  await page.getByRole('heading', { name: /^Invoice INV-/ }).waitFor();
  // Its style is allowed by the page's policy: a refused one would be a complaint, too.
  expect(await page.evaluate(`getComputedStyle([...document.querySelectorAll('td')].at(-1)).textAlign`)).toBe(
    'right',
  );
  await expectAccessible(page, 'printed invoice');
  const json = await (await page.request.get(`${file}?format=json`)).json();
  const pdf = await page.request.get(`${file}?format=pdf`);
  expect(pdf.headers()['content-disposition']).toMatch(/INV-\d+\.pdf/);
  expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
  await page.goto(address);
  const total = json.lines.reduce((sum: bigint, line: any) => sum + unitsOf(line.amount), 0n);
  expect(total).toBe(unitsOf(json.invoice.exact_total));
  await page.getByLabel('US dollars').fill('1000000');
  await page.getByLabel('Reason').fill('A day without answers');
  await page.getByRole('button', { name: 'Issue credit note' }).click();
  await page.getByText(/must be from 0.01 to/).waitFor();
  await page.getByLabel('US dollars').fill('0.50');
  await page.getByRole('button', { name: 'Issue credit note' }).click();
  await page.getByRole('heading', { level: 1, name: /^Credit note CN-/ }).waitFor();
  await page.goto(address);
  await page.getByText('Credited').waitFor();
  await page.getByRole('button', { name: 'Mark paid' }).click();
  await page.getByText('Paid through').waitFor();
  await page.getByRole('button', { name: 'Mark paid' }).waitFor({ state: 'detached' });
});

test('works on a phone, in the dark, without JavaScript, and shows a viewer nothing to change', async () => {
  const who = { email: 'viewer@example.com', password: 'correct-horse-battery' };
  await createAdmin(panel.docent.ctx.db, { ...who, role: 'viewer' });
  const page = await panel.open(darkPhone);
  await panel.openAt('/usage', page, who);
  for (const path of [
    '/usage',
    '/prices',
    '/invoices',
    '/notices',
    `/workspaces/${workspace}/plan`,
    `/apps/${app}/budgets`,
    `/apps/${app}/usage`,
  ]) {
    await page.goto(`${panel.docent.url}/admin${path}`);
    await page.getByRole('heading').first().waitFor();
    await page.waitForTimeout(300);
    await expectNarrow(page);
    await expectAccessible(page, path);
    const changes = page
      .getByRole('main')
      .getByRole('button', { name: /Set|Run|Change|Dismiss|Re-price|Save/ });
    expect(await changes.count(), path).toBe(0);
  }

  const plain = await panel.open({ javaScriptEnabled: false });
  // Without JavaScript nothing listens: it is signed in by the form.
  await plain.goto(`${panel.docent.url}/admin/prices`);
  await panel.signIn(plain);
  await plain.waitForURL('**/admin/prices');
  await plain.getByRole('textbox', { name: 'Model' }).fill('no-such-model');
  for (const name of ['Input, $', 'Cached input', 'Output, $'])
    await plain.getByRole('textbox', { name }).first().fill('1');
  await plain.getByRole('button', { name: 'Preview' }).click();
  await plain.getByText('No usage in the last 30 days matches this model').waitFor();
});
