import { appendFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Which files were copied and verified. Without it they are compared once more. */
export type MoveRecord = {
  /** @param version when the file was written */
  has(name: string, version: string): boolean;
  add(name: string, version: string): Promise<void>;
  forget(): Promise<void>;
};

/** A record in a file of DATA_DIR: the URL of the target, then a line for each file. A line that was cut off does not count. */
export async function openMoveRecord(dataDir: string, toUrl: string): Promise<MoveRecord> {
  const path = join(dataDir, 'storage-move.txt');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '';
  });
  const [url, ...lines] = text.split('\n').slice(0, -1);
  const isSame = url === toUrl;
  if (!isSame) await rm(path, { force: true });
  const known = new Set(isSame ? lines : []);
  // A new line first: the last one may have been cut off.
  await appendFile(path, isSame ? '\n' : `${toUrl}\n`, { mode: 0o600 });
  const lineOf = (name: string, version: string) => `${name} ${version}`;
  return {
    has: (name, version) => known.has(lineOf(name, version)),
    async add(name, version) {
      await appendFile(path, `${lineOf(name, version)}\n`);
      known.add(lineOf(name, version));
    },
    forget: () => rm(path, { force: true }),
  };
}
