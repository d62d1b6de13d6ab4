// PGlite takes no lock on its folder, and two processes on one folder lose data without a word. So we take one.
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

/** Thrown when another living process holds the folder; the message is one line for the operator. */
export class DataFolderInUse extends Error {}

const held = new Set<string>();
const bootId = readOptional('/proc/sys/kernel/random/boot_id');
const namespace = pidNamespace();
/** A living owner touches its lock this often; only that is visible from another container. */
const TOUCH_MS = 5_000;
const SILENT_MS = 15_000;

/**
 * Takes the folder's lock file: exclusive create, and a dead owner's file is replaced.
 * The pid alone is not enough (containers reuse pid 1; a reboot reuses all), so boot id, start time and pid namespace
 * go with it; an owner in another namespace cannot be looked up, and counts as alive while it touches its lock.
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
        if (held.has(path) || (owner !== own && isAlive(owner, path)))
          throw new DataFolderInUse(
            `DATA_DIR ${folder} is in use by process ${owner.split(' ')[0]}: stop it first, or set another DATA_DIR`,
          );
        setAside(path, owner, draft);
      }
    }
  } finally {
    rmSync(draft, { force: true });
  }
  held.add(path);
  const touching = setInterval(() => touch(path), TOUCH_MS).unref();
  return () => {
    clearInterval(touching);
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
    // Somebody removed the folder under us: the database will have more to say about that.
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** "pid boot-id start-time namespace" of a living process; less where /proc is missing; '' if it is dead. */
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
