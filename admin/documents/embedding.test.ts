import { expect, test } from 'vitest';
import { expectAccessible, usePanel } from '../../test/panel.ts';

const panel = usePanel();

test('another embedding model: estimated, made, compared, switched; and one that is cancelled', async () => {
  const { page, docent } = panel;
  await panel.openDemo(page, 'settings');
  await page.getByRole('link', { name: 'Switch to another one' }).click();
  await page.getByRole('heading', { name: 'Embedding model' }).waitFor();
  // The built-in model with a prefix is another choice, which needs no model server.
  await page.getByRole('textbox', { name: 'Model', exact: true }).fill('builtin-hash');
  await page.getByLabel('Prefix of questions').fill('query: ');
  await page.getByRole('button', { name: 'Estimate the cost' }).click();
  await page.getByText(/chunks, [\d,]+ tokens, about \$0\.00/).waitFor();
  await expectAccessible(page, 'the form');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('heading', { name: 'Switching to builtin-hash' }).waitFor();
  await page
    .getByText(/% of the ten nearest chunks in common/)
    .or(page.getByText('in common, over'))
    .waitFor();
  await expectAccessible(page, 'a switch that is ready');
  await page.getByRole('button', { name: 'Switch', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Switch', exact: true }).click();
  const past = page.getByRole('table', { name: 'Earlier switches' });
  await past.getByText('finished').waitFor();
  await page.getByText('query:').waitFor();

  await page.getByRole('textbox', { name: 'Model', exact: true }).fill('builtin-hash');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('button', { name: 'Cancel the switch' }).click();
  await dialog.getByRole('button', { name: 'Cancel the switch' }).click();
  await past.getByText('cancelled').waitFor();
  await page.getByRole('textbox', { name: 'Model', exact: true }).fill('builtin-hash');
  await page.getByLabel('Prefix of questions').fill('query: ');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByText(/vectors are from builtin-hash already/).waitFor();
  await expectAccessible(page, 'a refusal');
  const rows = await docent.ctx.db
    .selectFrom('apps')
    .select(['embedding_generation', 'embedding_query_prefix'])
    .where('name', '=', 'Demo')
    .execute();
  expect(rows).toEqual([{ embedding_generation: 2, embedding_query_prefix: 'query: ' }]);
});
