// What somebody meets who walks through the panel with a keyboard, in the system's colours, on a phone, or offline.
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { createAdmin } from '../server/access/admins/create-admin.ts';
import type { Role } from '../shared/contract/index.ts';
import { demoAppId } from '../test/keys.ts';
import { darkPhone, expectAccessible, usePanel } from '../test/panel.ts';

const panel = usePanel();

const styleOf = (element: Locator, property: string) =>
  element.evaluate((node, name) => getComputedStyle(node).getPropertyValue(name), property);

test('in the system’s colours, what is chosen, on, measured or marked can be seen', async () => {
  const page = await panel.open({ forcedColors: 'active' });
  await panel.openDemo(page, 'widget');
  const outlines = await page
    .locator('.mantine-SegmentedControl-label')
    .evaluateAll((labels) => labels.map((label) => getComputedStyle(label).outlineStyle));
  expect(outlines.toSorted()).toEqual(['none', 'none', 'none', 'solid', 'solid']);
  const track = page.locator('.mantine-Switch-track').first();
  expect(await styleOf(track, 'border-top-style')).toBe('solid');
  const whenOn = await styleOf(track, 'background-color');
  await page.getByLabel('Say that answers come from an AI').click();
  expect(await styleOf(track, 'background-color')).not.toBe(whenOn);
  await page.getByRole('button', { name: 'Discard changes' }).click();

  await panel.openAt('/overview', page);
  const days = page.getByRole('navigation', { name: 'Days' });
  expect(await styleOf(days.getByRole('link', { name: '30 days' }), 'outline-style')).toBe('solid');
  expect(await styleOf(days.getByRole('link', { name: '90 days' }), 'outline-style')).toBe('none');

  await panel.openDemo(page, 'documents');
  const tabs = page.getByRole('navigation').getByRole('link', { name: /^(Documents|Keys)$/ });
  const lines = await tabs.evaluateAll((links) =>
    links.map((link) => getComputedStyle(link).borderBottomColor),
  );
  expect(new Set(lines).size).toBe(2);
  await page.getByRole('link', { name: 'outage-playbook.md' }).click();
  const mark = page.locator('.extract mark').first();
  expect(await styleOf(mark, 'color')).not.toBe(await styleOf(mark, 'background-color'));
  expect(await styleOf(mark, 'background-color')).not.toContain('0.');

  await panel.openDemo(page, 'budgets');
  await page.getByLabel('US dollars per month').fill('5');
  await page.getByRole('button', { name: 'Set budget' }).click();
  const gauge = page.locator('.mantine-Progress-root').first();
  expect(await styleOf(gauge, 'border-top-style')).toBe('solid');
});

test('a choice of long words is not cut off on a phone', async () => {
  const page = await panel.open({ ...darkPhone, viewport: { width: 320, height: 640 } });
  await panel.openDemo(page, 'widget');
  const cutOff = await page
    .locator('.mantine-SegmentedControl-root')
    .evaluateAll((roots) => roots.map((root) => root.scrollWidth - root.clientWidth));
  expect(cutOff).toEqual([0, 0]);
});

test('a form that does not reach the server keeps what was typed, says so, and can be sent again', async () => {
  const page = await panel.open({}, [/ERR_INTERNET_DISCONNECTED/]);
  await panel.openDemo(page, 'settings');
  await page.getByLabel('Refusal text').fill('Ask the service desk.');
  await page.context().setOffline(true);
  const save = page.getByRole('button', { name: 'Save', exact: true }).first();
  await save.click();
  await page.getByRole('alert').getByText('The server cannot be reached, so nothing was saved.').waitFor();
  expect(await page.getByLabel('Refusal text').inputValue()).toBe('Ask the service desk.');
  await page.context().setOffline(false);
  await save.click();
  await page.getByText('Saved', { exact: true }).waitFor();
  const { refusal_text } = await panel.docent.ctx.db
    .selectFrom('apps')
    .select('refusal_text')
    .where('app_id', '=', await demoAppId(panel.docent))
    .executeTakeFirstOrThrow();
  expect(refusal_text).toBe('Ask the service desk.');
});

test('a link without a network leaves the page as it is, and says why', async () => {
  const { page } = panel;
  await panel.openDemo(page, 'settings');
  await page.context().setOffline(true);
  await page.getByRole('link', { name: 'Webhooks' }).click();
  await page.getByRole('alert').getByText('You are offline').waitFor();
  expect(page.url()).toContain('/settings');
  await page.context().setOffline(false);
  await page.getByText('You are offline').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Webhooks' }).click();
  await page.waitForURL('**/webhooks');
});

test('after a row is deleted, the keyboard goes on where it was', async () => {
  const { page } = panel;
  await panel.openDemo(page, 'documents');
  const row = page.getByRole('row').filter({ hasText: 'returns-and-refunds.md' });
  await row.getByRole('button', { name: /^Delete/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete document' }).press('Enter');
  await row.waitFor({ state: 'detached' });
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect.poll(() => page.evaluate(() => document.activeElement?.matches('main, section'))).toBe(true);
});

const PASSWORD = 'correct-horse-battery';

/** Somebody with a role in the workspace of the demo app, and in the team if one is given. */
async function newMember(email: string, role: Role, inTeam: Role | null = null) {
  const { db } = panel.docent.ctx;
  const { workspace_id } = await db
    .selectFrom('apps')
    .select('workspace_id')
    .where('name', '=', 'Demo')
    .executeTakeFirstOrThrow();
  const admin_id = await createAdmin(db, { email, password: PASSWORD, role: inTeam });
  await db.insertInto('workspace_members').values({ workspace_id, admin_id, role }).execute();
  return { email, password: PASSWORD, workspaceId: workspace_id };
}

test('after a form is refused, the keyboard goes on at its button', async () => {
  const { page } = panel;
  await panel.openAt('/account');
  const twoStep = page.getByRole('region', { name: 'Two-step sign-in' });
  await twoStep.getByLabel('Current password').fill('not the password');
  await twoStep.getByRole('button', { name: 'Set up' }).click();
  await twoStep.getByRole('alert').waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Set up');
});

test('a page that is refused says whom to ask: by role, and by name to who reads names in the audit log', async () => {
  const demo = `/apps/${await demoAppId(panel.docent)}`;
  const [viewer, admin] = [
    await newMember('viewer@example.com', 'viewer'),
    await newMember('admin@example.com', 'admin'),
  ];
  await newMember('owner@example.com', 'owner');
  const refused = [/status of 403/];
  const page = await panel.open({}, refused);
  const main = page.getByRole('main');

  await panel.openAt(`${demo}/privacy`, page, viewer);
  await main.getByRole('heading', { name: 'You may not see this page' }).waitFor();
  expect(await main.innerText()).toContain(
    'An owner of the workspace “Home”, or of the team, can change your role.',
  );
  expect(await main.innerText()).not.toContain('@');
  expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
  await expectAccessible(page, 'a refused page of an app');

  // No role in a workspace would open what is the team's.
  await panel.openAt('/team', page, viewer);
  await main.getByText('An owner of the team can change your role.').waitFor();

  const other = await panel.open({}, refused);
  await panel.openAt(`/workspaces/${admin.workspaceId}/members`, other, admin);
  const address = other.getByRole('main').getByRole('link', { name: 'owner@example.com' });
  expect(await address.getAttribute('href')).toBe('mailto:owner@example.com');
  await expectAccessible(other, 'a refused page of a workspace');
});

test('who is in the team and in a workspace reads of a page of the team which role it needs', async () => {
  const both = await newMember('both@example.com', 'owner', 'viewer');
  const page = await panel.open({}, [/status of 403/]);
  await panel.openAt('/erasures', page, both);
  await page.getByText('This requires the role admin or higher. Your role is viewer.').waitFor();
});
