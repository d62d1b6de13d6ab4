import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export type MemberRole = 'api' | 'worker';

/** A process of a cluster. */
export type Member = {
  name: string;
  role: MemberRole;
  pid: number;
  /** Of an API process. */
  url: string | undefined;
  /** Its exit status, or the signal that ended it. */
  ended: Promise<number | string>;
  kill(signal: NodeJS.Signals): void;
};

const main = new URL('member-main.ts', import.meta.url).pathname;
const UP: Record<MemberRole, RegExp> = { api: /^\s*API\s+(\S+)\/api\/v1$/, worker: /worker is running/ };
const START_WITHIN_MS = 120_000;

/**
 * Starts a process and waits until it says that it runs.
 * @param environment beside this process's own; ROLES for an API process
 * @throws if it ends before, or takes too long
 */
export async function startMember(
  name: string,
  role: MemberRole,
  environment: Record<string, string>,
): Promise<Member> {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...environment, ...(role === 'worker' && { ROLES: 'worker' }) },
    // The channel closes when this process ends, in whatever way, and the member ends, too.
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  const stuck = setTimeout(() => child.kill('SIGKILL'), START_WITHIN_MS);
  const up = new Promise<RegExpExecArray>((resolve) => {
    createInterface(child.stdout!).on('line', (line) => {
      const found = UP[role].exec(line);
      if (found) resolve(found);
    });
  });
  const first = await Promise.race([up, ended]);
  clearTimeout(stuck);
  if (!Array.isArray(first)) throw new Error(`${name} did not start: it ended with ${first}`);
  return { name, role, pid: child.pid!, url: first[1], ended, kill: (signal) => void child.kill(signal) };
}
