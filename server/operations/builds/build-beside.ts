// Builds the panel and widget in the background if they are missing or outdated.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../../../shared/context.ts';

/** Something to build: name, script, output, and sources beside the dependencies. */
export type Bundle = { name: string; script: string; args: string[]; built: string; sources: string[] };

export type Build = {
  /** Rejects if the build failed, or if the process stops first. */
  ready: Promise<void>;
  /** There was no build at the start: pages wait for it. */
  underWay: boolean;
};

export const repository = new URL('../../../', import.meta.url).pathname;
/** Low priority: on a small machine the service goes first. */
const PRIORITY = 5;
/** How much of a failed build's output is logged; it starts with the reason. */
const MOST_OUTPUT = 2_000;

/** Builds if there is no build, or if sources or dependencies are newer. */
export function buildBeside(
  { log, stopping }: Pick<Context, 'log' | 'stopping'>,
  bundle: Bundle,
  root = repository,
): Build {
  if (!isStale(bundle, root)) return { ready: Promise.resolve(), underWay: false };
  const ready = runBuild(bundle, root, stopping.signal);
  ready.catch((error: Error) => {
    if (stopping.signal.aborted) return;
    log.error(
      { output: error.message },
      `the ${bundle.name} could not be built: fix the cause and start again`,
    );
  });
  return { ready, underWay: true };
}

function isStale({ built: output, sources: folders }: Bundle, root: string): boolean {
  const built = join(root, output);
  const present = folders.filter((folder) => existsSync(join(root, folder)));
  // No sources (e.g. in a Docker image): never stale.
  if (!existsSync(join(root, folders[0]!))) return false;
  if (!existsSync(built)) return true;
  const sources = present.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => !name.includes('.test.'))
      .map((name) => join(folder, name)),
  );
  const inputs = [...sources, 'package.json', 'vite.config.ts'].map((path) => join(root, path));
  const newest = Math.max(...inputs.map((path) => statSync(path).mtimeMs));
  return newest > statSync(built).mtimeMs;
}

/** Builds in its own process group, which ends with this process at the latest. */
async function runBuild({ script, args, built }: Bundle, root: string, stopping: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, [join(root, script), ...args], {
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
    complaints = (complaints + text).slice(0, MOST_OUTPUT);
  });
  try {
    if (child.pid) setPriority(child.pid, PRIORITY);
    const [code] = await once(child, 'close');
    if (code === 0) return;
    // A partial build must not pass for a complete one at the next start.
    rmSync(join(root, built), { force: true });
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
    // It has already ended.
  }
}
