// A real browser without apt: CHROME_PATH, or the one that ships inside an npm package, or a system one.
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

const system = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts a headless browser; close it when the suite ends. The shipped one is a bare headless shell: a page in a context
 * of its own costs a third of what a whole desktop browser takes for it. Where it does not run, a system one does.
 */
export async function launchBrowser(): Promise<Browser> {
  const given = process.env['CHROME_PATH'];
  if (given) return launch(given);
  const installed = system.find((path) => existsSync(path));
  try {
    return await launch(await packaged());
  } catch (error) {
    if (!installed) throw error;
    return launch(installed);
  }
}

/** One for all suites of this process: starting one costs as much as ten pages. */
let shared: Promise<Browser> | undefined;

/** The browser that all suites of this process share: what a suite opens is closed by closeContexts. */
export async function openBrowser(): Promise<Browser> {
  const open = await shared;
  if (!open?.isConnected()) shared = launchBrowser();
  return shared!;
}

export async function closeContexts(): Promise<void> {
  for (const context of (await shared)?.contexts() ?? []) await context.close();
}

const launch = (executablePath: string) => chromium.launch({ executablePath, args: flags });
/** Once for all suites: two that unpack at the same time would run each other's half. */
export const unpackBrowser = async (): Promise<void> => void (await packaged().catch(() => {}));

const packaged = async () => (await import('@sparticuz/chromium')).default.executablePath();

/** The second: the router's, of a page whose loading a click on the next one has ended. */
const OF_SLOW_MACHINES = [
  /preloaded using link preload but not used within a few seconds/,
  /AbortError: BodyStreamBuffer was aborted/,
];

/**
 * Listens to what a page complains about: console errors and warnings, uncaught errors, broken requests.
 * @param expected complaints that belong to the test, such as the status of a refused login
 * @returns a function that throws all that was heard so far
 */
export function listenForComplaints(page: Page, expected: RegExp[] = []): () => void {
  const heard: string[] = [];
  const note = (what: string) =>
    [...expected, ...OF_SLOW_MACHINES].some((pattern) => pattern.test(what)) || heard.push(what);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      note(`console ${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => note(`uncaught: ${error.stack ?? error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 500) note(`${response.status()}: ${response.url()}`);
  });
  return () => {
    if (heard.length > 0) throw new Error(`The page complained:\n${heard.join('\n')}`);
  };
}
