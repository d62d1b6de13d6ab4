// The panel built beside the service. The builder is played by a script; the pages are those of the real build.
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { expect, test } from 'vitest';
import { testFolder } from '../../../test/database.ts';
import { until } from '../../../test/until.ts';
import { buildPanel, openPanelBuild, type PanelBuild } from './build-panel.ts';
import { builtPages } from '../../transport/panel/pages.ts';

/** A checkout whose builder is this script. */
function checkout(builder: string): string {
  const root = mkdtempSync(join(testFolder(), 'panel-'));
  for (const folder of ['admin', 'shared/contract', 'build/panel/server', 'node_modules/@remix-run/dev/dist'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const file of ['admin/root.tsx', 'vite.config.ts']) writeFileSync(join(root, file), '');
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  writeFileSync(join(root, 'node_modules/@remix-run/dev/dist/cli.js'), builder);
  return root;
}

function context() {
  const errors: unknown[] = [];
  const log = { error: (...args: unknown[]) => errors.push(args) };
  const stopping = new AbortController();
  return { ctx: { log, stopping } as never, stopping, errors };
}

const writing = `import { writeFileSync } from 'node:fs';
writeFileSync('build/panel/server/index.js', 'export const mode = ' + JSON.stringify(process.argv[2] + ' ' + process.env.NODE_ENV));`;

test('what was never built or has changed is built, anything else is taken as it is', async () => {
  const root = checkout(writing);
  const { ctx, errors } = context();
  const first = buildPanel(ctx, root);
  expect(first.underWay).toBe(true);
  expect((await first.ready).mode).toBe('vite:build production');
  const second = buildPanel(ctx, root);
  expect(second.underWay).toBe(false);
  expect((await second.ready).mode).toBe('vite:build production');
  const later = Date.now() / 1000 + 10;
  utimesSync(join(root, 'admin/root.tsx'), later, later);
  const third = buildPanel(ctx, root);
  expect(third.underWay).toBe(true);
  await third.ready;
  expect(errors).toEqual([]);
  expect(() => openPanelBuild(checkout(''))).toThrow('npm run build');
});

test('a failed build is logged once with its reason, and leaves nothing that passes for a build', async () => {
  const root = checkout(`${writing}; console.error('no such icon'); process.exit(1);`);
  const { ctx, errors } = context();
  await expect(buildPanel(ctx, root).ready).rejects.toThrow('no such icon');
  expect(errors).toEqual([[{ output: 'no such icon' }, expect.stringContaining('could not be built')]]);
  expect(existsSync(join(root, 'build/panel/server/index.js'))).toBe(false);
  expect(buildPanel(ctx, root).underWay).toBe(true);
});

test('a process that stops takes the build with it, and what the build has started', async () => {
  const root = checkout(`import { spawn } from 'node:child_process';
import { writeFileSync, renameSync } from 'node:fs';
const own = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
writeFileSync('pids.part', process.pid + ' ' + own.pid);
renameSync('pids.part', 'pids');
setInterval(() => {}, 1000);`);
  const { ctx, stopping, errors } = context();
  const { ready } = buildPanel(ctx, root);
  const pids = await until(
    'the build to run',
    () => existsSync(join(root, 'pids')) && readFileSync(join(root, 'pids'), 'utf8').split(' ').map(Number),
  );
  const began = Date.now();
  stopping.abort();
  await expect(ready).rejects.toThrow();
  await until('both processes to end', () => pids.every((pid) => !isRunning(pid)));
  expect(Date.now() - began).toBeLessThan(5_000);
  expect(errors).toEqual([]);
});

/** A killed grandchild may wait for whoever adopts it as a zombie: that is an end too. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function serve(panel: PanelBuild) {
  const app = express();
  app.get('/api', (_req, res) => void res.json('answers'));
  app.use('/admin', await builtPages(panel, () => ({}) as never));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

test('pages and assets wait for the build, and nothing else does', async () => {
  const gate = Promise.withResolvers<void>();
  const { url, server } = await serve({
    ready: gate.promise.then(() => openPanelBuild().ready),
    underWay: true,
  });
  const [asset] = readdirSync(new URL('../../../build/panel/client/assets', import.meta.url));
  let answered = false;
  const waiting = fetch(`${url}/admin/assets/${asset}`).finally(() => (answered = true));
  expect(await (await fetch(`${url}/api`)).json()).toBe('answers');
  expect(answered).toBe(false);
  gate.resolve();
  expect((await waiting).status).toBe(200);
  server.close();
});

test('pages of a build that failed say so, and nothing else is harmed', async () => {
  const { url, server } = await serve({ ready: Promise.reject(new Error('no such icon')), underWay: true });
  const page = await fetch(`${url}/admin/apps`);
  expect(page.status).toBe(503);
  expect(await page.text()).toContain('could not be built');
  expect(await (await fetch(`${url}/api`)).json()).toBe('answers');
  server.close();
});
