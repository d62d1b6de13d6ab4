import { beforeAll, expect, test } from 'vitest';
import { expectAccessible, usePanel } from '../test/panel.ts';
import { demoAppId } from '../test/keys.ts';

const panel = usePanel();
const pages: Record<string, string> = {};

beforeAll(async () => {
  const { docent } = panel;
  const app = `/apps/${await demoAppId(docent)}`;
  const { documents } = (await (await docent.api('/documents')).json()) as any;
  const answer = (await (
    await docent.api('/chat', { json: { message: 'Who is called first in an outage?', end_user_id: 'kim' } })
  ).json()) as any;
  await docent.api(`/messages/${answer.message_id}/feedback`, {
    json: { rating: 'down', comment: 'Too short' },
  });
  await docent.ctx.db
    .updateTable('documents')
    .set({ status: 'failed', error: 'This PDF is encrypted: upload it without a password.' })
    .where('document_id', '=', documents[0].document_id)
    .execute();
  const { workspace_id } = await docent.ctx.db
    .selectFrom('workspaces')
    .select('workspace_id')
    .executeTakeFirstOrThrow();
  Object.assign(pages, {
    overview: '/overview',
    jobs: '/jobs',
    system: '/system',
    account: '/account',
    team: '/team',
    apps: '/apps',
    'create app': '/apps?create',
    workspaces: '/workspaces',
    workspace: `/workspaces/${workspace_id}`,
    playground: `${app}/playground`,
    documents: `${app}/documents`,
    'no such document': `${app}/documents?name=nothing`,
    document: `${app}/documents/${documents[1].document_id}`,
    conversations: `${app}/conversations?end_user_id=kim`,
    conversation: `${app}/conversations/${answer.session_id}`,
    keys: `${app}/keys`,
    usage: `${app}/usage`,
    settings: `${app}/settings`,
    widget: `${app}/widget`,
    webhooks: `${app}/webhooks`,
  });
});

// Colours do not depend on the width: two looks at each page see both schemes and both layouts.
test.each([
  ['light', 1280],
  ['dark', 390],
] as const)(
  'every page can be used by everyone: %s, %i px',
  { timeout: 180_000 },
  async (colorScheme, width) => {
    const page = await panel.open({ colorScheme, viewport: { width, height: 844 }, reducedMotion: 'reduce' });
    await page.goto(`${panel.docent.url}/admin/login`);
    await expectAccessible(page, 'login');
    await panel.signIn(page);
    await page.getByRole('heading', { level: 1, name: /^(Apps|Overview)$/ }).waitFor();
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(`${panel.docent.url}/admin${path}`);
      await page.getByRole('heading').first().waitFor();
      // What moves in is judged when it has arrived.
      await page.waitForTimeout(300);
      await expectAccessible(page, name);
      expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBe(width);
    }
    await page.goto(`${panel.docent.url}/admin${pages['playground']}`);
    await page.getByLabel('Question').fill('Who is called first in an outage?');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Source 1/ }).click();
    await page.getByRole('dialog').getByText('extension 4100').first().waitFor();
    await page.waitForTimeout(300);
    await expectAccessible(page, 'passage');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    for (const tab of ['Retrieval', 'Prompt', 'Time and cost']) {
      await page.getByRole('tab', { name: tab }).click();
      await expectAccessible(page, tab);
    }
    await page.keyboard.press('Control+k');
    await page.getByRole('textbox', { name: 'Go to' }).waitFor();
    await page.waitForTimeout(300);
    await expectAccessible(page, 'palette');
  },
);
