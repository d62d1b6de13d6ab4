import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** More than a file system keeps within its tables. */
const BYTES = 65_536;

/** Writes a file to a folder and removes it. @throws if that fails, such as ENOSPC on a full disk */
export async function probeFolder(folder: string): Promise<void> {
  const path = join(folder, `.probe-${randomBytes(6).toString('hex')}`);
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(path, Buffer.alloc(BYTES), { flag: 'wx', mode: 0o600, flush: true });
  } finally {
    await rm(path, { force: true });
  }
}
