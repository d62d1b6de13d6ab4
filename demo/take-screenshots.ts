// npm run screenshots [-- NAME…] — every page of the panel with demo data, light and dark at 1280 px and light at 390
// px, into docs/screenshots. Exits with 1 if a page logs an error or is wider than its window.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { firstStart } from '../server/operations/bootstrap/first-start.ts';
import { seedDemo } from '../server/operations/bootstrap/seed-demo.ts';
import { startServer } from '../server/start-server.ts';
import { readConfig } from '../shared/platform/config.ts';
import { createContext } from '../shared/context.ts';
import { launchBrowser, listenForComplaints } from '../test/browser.ts';
import { modelEnvironment, startModelServer } from '../test/model-server.ts';
import { startWorker } from '../worker/start-worker.ts';
import { answerFrom, script } from './conversations.ts';
import { awaiting, fillDemo, PASSWORD } from './fill-demo.ts';
import { listPages, type PanelPage } from './list-pages.ts';

const into = new URL('../docs/screenshots/', import.meta.url).pathname;
const looks = [
  { look: 'light', colorScheme: 'light', width: 1280 },
  { look: 'dark', colorScheme: 'dark', width: 1280 },
  { look: 'phone', colorScheme: 'light', width: 390 },
] as const;

const wanted = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'docent-screenshots-'));
const model = await startModelServer();
model.chat = { pieces: answerFrom };
const ctx = await createContext(
  readConfig({
    ...modelEnvironment(model),
    CHAT_MODEL: 'gpt-6-luna',
    EMBEDDING_MODEL: 'text-embedding-3-small',
    PORT: '0',
    DATA_DIR: folder,
    LOG_LEVEL: 'error',
    ADMIN_EMAIL: 'kim@harbor-pine.example',
    ADMIN_PASSWORD: PASSWORD,
  }),
);
const stopWorker = await startWorker(ctx);
const server = await startServer(ctx);
const browser = await launchBrowser();
try {
  await firstStart(ctx);
  await seedDemo(ctx);
  const pages = listPages(await fillDemo(ctx, server.url)).filter(
    ({ name }) => wanted.length === 0 || wanted.includes(name),
  );
  mkdirSync(into, { recursive: true });
  for (const { look, colorScheme, width } of looks) {
    const context = await browser.newContext({
      viewport: { width, height: 844 },
      colorScheme,
      reducedMotion: 'reduce',
      locale: 'en-US',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const complain = listenForComplaints(page, [/status of 404/]);
    for (const each of pages) {
      await show(page, each);
      const overflow = await page.evaluate<number>(
        'document.documentElement.scrollWidth - window.innerWidth',
      );
      if (overflow !== 0) throw new Error(`${each.name} is ${overflow} px wider than ${width}`);
      // The navigation is as high as the window, which is lower than a long page.
      await page.evaluate(() => {
        const navigation = document.querySelector<HTMLElement>('.mantine-AppShell-navbar');
        if (navigation) navigation.style.height = `${document.documentElement.scrollHeight}px`;
      });
      await page.screenshot({ path: `${into}${each.name}-${look}.png`, fullPage: true });
      console.log(`${each.name}-${look}.png`);
    }
    complain();
    await context.close();
  }
} finally {
  await browser.close();
  await server.close();
  await ctx.close();
  await stopWorker();
  await model.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Opens a page as the right user and waits until nothing moves. */
async function show(page: Page, { name, path, login }: PanelPage): Promise<void> {
  const at = `${server.url}/admin${path}`;
  const signedOut = login !== undefined;
  if (signedOut) await page.context().clearCookies();
  const as = login === 'code' || login === 'password' ? awaiting[login] : ctx.config.adminEmail;
  await page.goto(login === 'code' || login === 'password' ? `${server.url}/admin/login` : at);
  if (login !== 'none' && /\/login(\?|$)/.test(page.url())) {
    await page.getByLabel('E-mail').fill(as);
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(at);
  }
  if (name === 'playground') {
    await page.getByLabel('Question').fill(script[0]!.question);
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Time and cost' }).waitFor();
    await page
      .getByRole('button', { name: 'Transcript' })
      .or(page.getByRole('link', { name: 'Transcript' }))
      .waitFor();
  }
  if (name === 'overview') await page.getByRole('img', { name: /^Cost by day/ }).waitFor();
  await page.waitForTimeout(600);
}
