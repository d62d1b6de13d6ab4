import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../test/until.ts';
import { bearer } from '../../test/keys.ts';
import { expectAccessible, usePanel } from '../../test/panel.ts';
import { startHttpServer, type HttpServer } from '../../test/http-server.ts';

const panel = usePanel(async () => ({ WEBHOOK_ALLOW_PRIVATE: 'true' }));
let receiver: HttpServer;
let address: string;
let status = 500;
const received: { headers: Record<string, string>; body: string }[] = [];

beforeAll(async () => {
  receiver = await startHttpServer(async (req, res) => {
    const parts: Buffer[] = [];
    for await (const part of req) parts.push(part as Buffer);
    received.push({
      headers: req.headers as Record<string, string>,
      body: Buffer.concat(parts).toString(),
    });
    res.writeHead(status).end();
  });
  address = `${receiver.url}/hooks`;
});
afterAll(() => receiver?.close());

test('an endpoint is made, tested, its deliveries followed, sent again, and disabled', async () => {
  const { page } = panel;
  await panel.openDemo(page, 'webhooks');
  await page.getByText('No endpoints yet').waitFor();
  await page.getByRole('button', { name: 'Create endpoint' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Address').fill(address);
  await dialog.getByLabel('feedback.created').check();
  await expectAccessible(page, 'the form');
  await dialog.getByRole('button', { name: 'Create endpoint' }).click();
  const secret = await dialog.getByLabel('Signing secret').inputValue();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'detached' });

  await page.getByRole('button', { name: /^Send test to/ }).click();
  const log = page.getByRole('table', { name: 'Deliveries' });
  await log.getByText('It responded with 500').first().waitFor();
  status = 204;
  await log.getByText('delivered').waitFor();
  await log.getByText('2 tries').click();
  await log.getByText('Payload').click();
  await expectAccessible(page, 'the log');
  await log.getByRole('button', { name: 'Send again: test' }).click();
  await expect.poll(() => log.getByText('delivered').count()).toBe(2);
  await until('the third', () => received[2]);
  const { headers, body } = received[2]!;
  expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: 'test' });
  expect(headers['webhook-id']).toBe(received[0]!.headers['webhook-id']);

  await page.getByLabel('Status').selectOption('failed');
  await page.getByText('No matching deliveries').waitFor();
  await page.getByRole('button', { name: /^Change/ }).click();
  expect(await dialog.getByLabel('Address').inputValue()).toBe(address);
  await dialog.getByLabel('Description').fill('Search index');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Search index').waitFor();
  await page.getByRole('button', { name: /^Disable/ }).click();
  await dialog.getByRole('button', { name: 'Disable endpoint' }).click();
  await page
    .getByRole('table', { name: 'Endpoints' })
    .getByText(/^disabled/)
    .waitFor();
});

test('a key is rotated with an overlap and limited; the app has limits, too', async () => {
  const { page, docent } = panel;
  await panel.openDemo(page, 'keys');
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Rotate Demo key' }).click();
  await dialog.getByLabel('The old secret keeps working').selectOption('for a day');
  await dialog.getByRole('button', { name: 'Rotate key' }).click();
  const secret = await dialog.getByLabel('Key', { exact: true }).inputValue();
  await dialog.getByText(/The old one works until/).waitFor();
  await expectAccessible(page, 'the new secret');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByText(/old secret until/).waitFor();
  const list = (key: string) => docent.api('/documents', { headers: bearer(key) });
  expect([(await list(secret)).status, (await list(docent.apiKey)).status]).toEqual([200, 200]);

  await page.getByRole('button', { name: 'Change Demo key' }).click();
  await dialog.getByLabel('Requests per minute').fill('3');
  await dialog.getByLabel('Tokens per day').fill('200000');
  await expectAccessible(page, 'the limits');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('3 requests per minute, 200,000 tokens per day').waitFor();
  await until('the limit', async () => (await list(secret)).status === 429);

  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByLabel('Concurrent answers').fill('7');
  await page.getByRole('button', { name: 'Save limits' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  const app = await docent.ctx.db.selectFrom('apps').select('concurrent_streams').executeTakeFirstOrThrow();
  expect(app.concurrent_streams).toBe(7);
});
