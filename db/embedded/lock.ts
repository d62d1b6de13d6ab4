// PGlite does not lock its folder, and two processes on one folder silently lose data. So we lock it.
import {
  linkSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Another running process uses the folder. The message is one line for the operator. */
export class DataFolderInUse extends Error {}

const owned = new Set<string>();
const bootId = readOptional('/proc/sys/kernel/random/boot_id');
const namespace = pidNamespace();
/** A running owner touches its lock this often; another container can see only that. */
const TOUCH_MS = 5_000;
const SILENT_MS = 15_000;

/**
 * Takes the folder's lock file by exclusive create; a dead owner's file is replaced. The pid alone is not enough
 * (containers reuse pid 1, a reboot reuses all), so it contains boot id, start time and pid namespace. An owner in
 * another namespace cannot be looked up and counts as alive while it touches its lock.
 * @returns a function that releases the lock
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
        // link() creates the file with its content in one step: no process can read a half-written lock.
        linkSync(draft, path);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        const owner = readOptional(path);
        if (owned.has(path) || (owner !== own && isAlive(owner, path)))
          throw new DataFolderInUse(
            `DATA_DIR ${folder} is in use by process ${owner.split(' ')[0]}. Stop it first, or set another DATA_DIR`,
          );
        setAside(path, owner, draft);
      }
    }
  } finally {
    rmSync(draft, { force: true });
  }
  owned.add(path);
  const touching = setInterval(() => touch(path), TOUCH_MS).unref();
  return () => {
    clearInterval(touching);
    owned.delete(path);
    rmSync(path, { force: true });
  };
}

/** Removes a dead owner's lock, unless another process has replaced it meanwhile: then it is put back. */
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

function isAlive(owner: string, path: string): boolean {
  const [pid = '', boot = '', , space = ''] = owner.split(' ');
  // Another container, or another machine on the same disk.
  if (owner && (boot !== bootId || space !== namespace))
    return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < SILENT_MS;
  return Number(pid) > 0 && identityOf(Number(pid)) === owner;
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Someone removed the folder: the database will report that.
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** "pid boot-id start-time namespace" of a running process; less without /proc; '' if it is dead. */
function identityOf(pid: number): string {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return '';
  }
  const fields = readOptional(`/proc/${pid}/stat`).split(') ').pop()?.split(' ');
  return [pid, bootId, fields?.[19] ?? '', namespace].join(' ').trim();
}

function readOptional(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
