// PGlite takes no lock on its folder, and two processes on one folder lose data without a word. So we take one.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Thrown when another living process holds the folder; the message is one line for the operator. */
export class DataFolderInUse extends Error {}

const held = new Set<string>();
const bootId = readOptional('/proc/sys/kernel/random/boot_id');

/**
 * Takes the folder's lock file: exclusive create, and a dead owner's file is replaced.
 * The pid alone is not enough (containers reuse pid 1; a reboot reuses all), so boot id and start time go with it.
 * @returns a function that gives the lock back
 * @throws DataFolderInUse
 */
export function lockDataFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'docent.lock');
  const own = identityOf(process.pid);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, own);
  try {
    for (;;) {
      try {
        // link() creates the name with its content in one step: no other process can read a half-written lock.
        linkSync(draft, path);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        const owner = readOptional(path);
        const pid = Number(owner.split(' ')[0]);
        if (held.has(path) || (owner !== own && pid > 0 && identityOf(pid) === owner))
          throw new DataFolderInUse(
            `DATA_DIR ${folder} is in use by process ${pid}: stop it first, or set another DATA_DIR`,
          );
        setAside(path, owner, draft);
      }
    }
  } finally {
    rmSync(draft, { force: true });
  }
  held.add(path);
  return () => {
    held.delete(path);
    rmSync(path, { force: true });
  };
}

/** Removes a dead owner's lock, unless another starter has replaced it in the meantime: then it goes back. */
function setAside(path: string, owner: string, draft: string): void {
  const aside = `${draft}.stale`;
  try {
    renameSync(path, aside);
    if (readOptional(aside) !== owner) linkSync(aside, path);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** "pid boot-id start-time" of a living process; only "pid" where /proc is missing but the process lives; '' if it is dead. */
function identityOf(pid: number): string {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return '';
  }
  const fields = readOptional(`/proc/${pid}/stat`).split(') ').pop()?.split(' ');
  return [pid, bootId, fields?.[19] ?? ''].join(' ').trim();
}

function readOptional(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
