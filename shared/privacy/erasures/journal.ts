// The record of erasures, kept outside the database and its backups: a restored backup is erased again by it.
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** An erasure without personal data: an end user is known by the salted hash only. */
export const JournalEntry = z.object({
  erasure_id: z.string(),
  app_id: z.string(),
  workspace_id: z.string(),
  kind: z.enum(['document', 'session', 'end_user', 'app', 'workspace']),
  /** Docent's random id; null for an end user. */
  id: z.string().nullable(),
  salt: z.string(),
  hash: z.string(),
  requested_at: z.iso.datetime(),
});
export type JournalEntry = z.infer<typeof JournalEntry>;

/** Writes an entry; it is completely on disk when this resolves. Writing it twice changes nothing. */
export async function writeEntry(folder: string, entry: JournalEntry): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${entry.erasure_id}.json`);
  const unfinished = `${path}.${process.pid}.part`;
  const file = await open(unfinished, 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify(entry));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
  const directory = await open(folder);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** The ids of all recorded erasures, in the order of their requests. */
export async function listEntries(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .toSorted();
}

export const readEntry = async (folder: string, erasureId: string): Promise<JournalEntry> =>
  JournalEntry.parse(JSON.parse(await readFile(join(folder, `${erasureId}.json`), 'utf8')));
