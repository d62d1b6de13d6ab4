import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import type { z } from 'zod';
import { FileLine, FORMAT, FORMAT_VERSION, filePath, Manifest, tablePath } from './format.ts';

/** A backup that cannot be used. The message is for the operator. */
export class RefusedBackup extends Error {}

export type Backup = {
  manifest: Manifest;
  files: FileLine[];
  /** The rows of a table, in batches of lines. */
  lines(name: string): AsyncGenerator<string[], void, undefined>;
  /** A file as it was stored. */
  file(line: FileLine): Promise<Readable>;
  /** Reads everything once. @throws RefusedBackup if a byte differs from what was written */
  verify(): Promise<void>;
  close(): void;
};

const LINES_AT_ONCE = 200;

/** Opens a backup. @throws RefusedBackup */
export async function openBackup(path: string): Promise<Backup> {
  const zip = await yauzl
    .openPromise(path, { autoClose: false, validateEntrySizes: true })
    .catch((error: NodeJS.ErrnoException) => {
      throw new RefusedBackup(
        error.code === 'ENOENT' ? `There is no file ${path}` : `${path} is not a ZIP, or is cut off`,
      );
    });
  try {
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
    const stream = (name: string) => streamOf(zip, entries, name);
    const manifest = parse(Manifest, 'manifest.json', await text(await stream('manifest.json')));
    if (manifest.version > FORMAT_VERSION)
      throw new RefusedBackup(
        `${path} was made by a newer Docent (${manifest.docent}). Restore it with that`,
      );
    const files = (await text(await stream('files.ndjson')))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => parse(FileLine, 'files.ndjson', line));
    return {
      manifest,
      files,
      lines: async function* lines(name) {
        let batch: string[] = [];
        for await (const line of createInterface({
          input: await stream(tablePath(name)),
          crlfDelay: Infinity,
        })) {
          if (line === '') continue;
          batch.push(line);
          if (batch.length < LINES_AT_ONCE) continue;
          yield batch;
          batch = [];
        }
        if (batch.length > 0) yield batch;
      },
      file: (line) => stream(filePath(line)),
      async verify() {
        await check(stream, 'files.ndjson', manifest.files.sha256);
        for (const { name, sha256 } of manifest.tables) await check(stream, tablePath(name), sha256);
        for (const line of files) await check(stream, filePath(line), line.sha256);
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error instanceof RefusedBackup ? error : damaged(error);
  }
}

const damaged = (error: unknown) =>
  new RefusedBackup(`The backup is damaged (${(error as Error).message.split('\n')[0]}). Use another one`);

function parse<S extends z.ZodType>(schema: S, name: string, json: string): z.output<S> {
  const parsed = schema.safeParse(JSON.parse(json));
  if (parsed.success) return parsed.data;
  throw new RefusedBackup(`${name} is not that of a ${FORMAT}`);
}

async function streamOf(zip: ZipFile, entries: Map<string, Entry>, name: string): Promise<Readable> {
  const entry = entries.get(name);
  if (!entry) throw new RefusedBackup(`The backup lacks ${name}. Use another one`);
  return zip.openReadStreamPromise(entry);
}

async function check(
  stream: (name: string) => Promise<Readable>,
  name: string,
  expected: string,
): Promise<void> {
  const hash = createHash('sha256');
  try {
    for await (const piece of await stream(name)) hash.update(piece as Buffer);
  } catch (error) {
    throw error instanceof RefusedBackup ? error : damaged(error);
  }
  if (hash.digest('hex') !== expected)
    throw new RefusedBackup(`The backup is damaged: ${name} differs from what was written. Use another one`);
}
