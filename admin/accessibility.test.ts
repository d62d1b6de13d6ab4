import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { addEvaluation } from '../demo/add-evaluation.ts';
import { addSource } from '../demo/add-source.ts';
import { listPages } from '../demo/list-pages.ts';
import { expectAccessible, expectLegible, expectSteady, usePanel } from '../test/panel.ts';
import { onPostgres } from '../test/database.ts';
import { demoAppId, newKey } from '../test/keys.ts';
import { spendDaily } from '../test/ledger.ts';
import { issueInvoices } from '../worker/billing/issue-invoices.ts';

const panel = usePanel();
const pages: Record<string, string> = {};

beforeAll(async () => {
  const { docent } = panel;
  const appId = await demoAppId(docent);
  const { documents } = await (await docent.api('/documents')).json();
  const answer = await (
    await docent.api('/chat', { json: { message: 'Who is called first in an outage?', end_user_id: 'kim' } })
  ).json();
  await docent.api(`/messages/${answer.message_id}/feedback`, {
    json: { rating: 'down', comment: 'Too short' },
  });
  await docent.ctx.db
    .updateTable('documents')
    .set({ status: 'failed', error: 'This PDF is encrypted: upload it without a password.' })
    .where('document_id', '=', documents[0].document_id)
    .execute();
  const things = async () => {
    const [workspace, admin] = await Promise.all([
      docent.ctx.db.selectFrom('workspaces').select('workspace_id').executeTakeFirstOrThrow(),
      docent.ctx.db.selectFrom('admins').select('admin_id').executeTakeFirstOrThrow(),
    ]);
    await docent.ctx.db
      .insertInto('workspace_members')
      .values({ ...workspace, ...admin, role: 'owner' })
      .execute();
    await sql`update workspaces set created_at = now() - interval '65 days'`.execute(docent.ctx.db);
    await spendDaily(docent.ctx.db, appId, (await newKey(docent)).keyId);
    await issueInvoices(docent.ctx, { payload: {}, signal: new AbortController().signal, last: true });
    const invoice = await docent.ctx.db.selectFrom('invoices').select('invoice_id').executeTakeFirstOrThrow();
    return {
      workspaceId: workspace.workspace_id,
      adminId: admin.admin_id,
      invoiceId: invoice.invoice_id,
    };
  };
  const { setId, runId, baseRunId } = await addEvaluation(docent.ctx, appId, 'Handbook', [
    {
      question: 'Who is called?',
      answers: ['Nobody.', 'The engineer.'],
      passed: [false, true],
      words: ['engineer'],
    },
  ]);
  const listed = listPages({
    ...(await things()),
    appId,
    documentId: documents[1].document_id,
    sourceId: await addSource(docent.ctx.db, appId, documents[1].document_id),
    sessionId: answer.session_id,
    messageId: answer.message_id,
    setId,
    runId,
  });
  // What is seen before the login is done is looked at in admins.test.ts.
  for (const { name, path, login } of listed) if (!login && name !== 'missing') pages[name] = path;
  Object.assign(pages, {
    'create app': '/apps?create',
    'two runs': `${pages['evaluation-run']}?base=${baseRunId}`,
    'no such document': `${pages['documents']}?name=nothing`,
  });
});

/** The levels of a page's headings in their order: "1223". */
const headingsOf = () =>
  [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
    .filter((heading) => heading.checkVisibility())
    .map(({ tagName }) => tagName.slice(1))
    .join('');

// Colours do not depend on the width, structure on neither: two looks at each page see both schemes and both layouts.
async function lookAtAll(
  colorScheme: 'light' | 'dark',
  width: number,
  look = expectAccessible,
): Promise<void> {
  const page = await panel.open({ colorScheme, viewport: { width, height: 844 }, reducedMotion: 'reduce' });
  await page.goto(`${panel.docent.url}/admin/login`);
  await look(page, 'login');
  await panel.signIn(page);
  await page.getByRole('heading', { level: 1, name: /^(Apps|Overview)$/ }).waitFor();
  // The frame around all pages has parts of its own where it is narrow.
  await expectAccessible(page, 'frame');
  for (const [name, path] of Object.entries(pages)) {
    // What moves in is judged when it has arrived; nothing that is there moves.
    await expectSteady(page, `${panel.docent.url}/admin${path}`);
    await look(page, name);
    expect(await page.evaluate(headingsOf), `headings of ${name}`).toMatch(/^1(?!.*1)/);
    expect(await page.evaluate(headingsOf), `headings of ${name}`).not.toMatch(/1[3-6]|2[4-6]|3[56]|46/);
    expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBe(width);
  }
  await page.goto(`${panel.docent.url}/admin${pages['playground']}`);
  await page.getByLabel('Question').fill('Who is called first in an outage?');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Source 1/ }).click();
  await page.getByRole('dialog').getByText('extension 4100').first().waitFor();
  await page.waitForTimeout(300);
  await look(page, 'passage');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  for (const tab of ['Retrieval', 'Prompt', 'Time and cost']) {
    await page.getByRole('tab', { name: tab }).click();
    await look(page, tab);
  }
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Go to' }).waitFor();
  await page.waitForTimeout(300);
  await look(page, 'palette');
}

// At once: much of a look is waiting for a page to be still.
test('every page can be used by everyone, light and wide, dark and narrow', () =>
  // The other look is the same pages: on Postgres one of them is enough to run what they ask of it.
  Promise.all([lookAtAll('light', 1280), ...(onPostgres ? [] : [lookAtAll('dark', 390, expectLegible)])]));
