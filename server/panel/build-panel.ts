// Where the panel's pages come from: the build that is there, or one made beside the running service.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import type { ServerBuild } from '@remix-run/node';
import { ConfigError } from '../../shared/config.ts';
import type { Context } from '../../shared/context.ts';

export type PanelBuild = {
  /** Rejects when it could not be built, or when the process stops before it was. */
  ready: Promise<ServerBuild>;
  /** It was not there at the start: pages wait for it. */
  underWay: boolean;
};

const repository = new URL('../../', import.meta.url).pathname;
const REMIX = 'node_modules/@remix-run/dev/dist/cli.js';
const BUILT = 'build/server/index.js';
/** What goes into the build, beside the dependencies. */
const SOURCES = ['admin', 'shared/contract'];
/** On a small machine the service itself goes first; on a busy one the build still gets its turn. */
const PRIORITY = 5;
/** How much of a failed build's complaints goes into the log: they begin with the reason. */
const TOLD = 2_000;

/**
 * The panel as it was built.
 * @throws ConfigError when it was not
 */
export function openPanelBuild(root = repository): PanelBuild {
  if (!existsSync(join(root, BUILT)))
    throw new ConfigError('The panel is not built: run npm run build, or set ROLES without admin.');
  return { ready: load(root), underWay: false };
}

/** The same, but built now if it never was, or if its source or its dependencies are newer than the build. */
export function buildPanel(ctx: Pick<Context, 'log' | 'stopping'>, root = repository): PanelBuild {
  if (!isStale(root)) return openPanelBuild(root);
  const ready = runBuild(root, ctx.stopping.signal).then(() => load(root));
  ready.catch((error: Error) => {
    if (ctx.stopping.signal.aborted) return;
    ctx.log.error({ output: error.message }, 'the panel could not be built: mend it and start again');
  });
  return { ready, underWay: true };
}

const load = (root: string): Promise<ServerBuild> => import(join(root, BUILT));

function isStale(root: string): boolean {
  const built = join(root, BUILT);
  // Without its source, as in an image, the panel is what it is.
  if (!existsSync(join(root, 'admin'))) return false;
  if (!existsSync(built)) return true;
  const sources = SOURCES.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => !name.includes('.test.'))
      .map((name) => join(folder, name)),
  );
  const inputs = [...sources, 'package.json', 'vite.config.ts'].map((path) => join(root, path));
  const newest = Math.max(...inputs.map((path) => statSync(path).mtimeMs));
  return newest > statSync(built).mtimeMs;
}

/** Builds in a process group of its own, which ends with this process at the latest. */
async function runBuild(root: string, stopping: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, [join(root, REMIX), 'vite:build'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { NO_COLOR: '1', NODE_ENV: 'production' },
  });
  const end = () => endGroup(child.pid);
  process.once('exit', end);
  stopping.addEventListener('abort', end);
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(0, TOLD);
  });
  try {
    if (child.pid) setPriority(child.pid, PRIORITY);
    const [code] = await once(child, 'close');
    if (code === 0) return;
    // Half a build must not pass for a whole one at the next start.
    rmSync(join(root, BUILT), { force: true });
    throw new Error(complaints.trim());
  } finally {
    process.off('exit', end);
    stopping.removeEventListener('abort', end);
  }
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
