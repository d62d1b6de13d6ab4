// Opens an export's ZIP without trusting it: everything is checked, and nothing is unpacked to a path that it names.
import { access, statfs } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import type { z } from 'zod';
import { AppLine, FORMAT, FORMAT_VERSION, Manifest } from '../../../shared/privacy/exports/format.ts';
import { readLines } from './read-lines.ts';
import { RefusedArchive } from './refused-archive.ts';

const KNOWN =
  /^(manifest\.json|app\.json|(keys|webhooks|sources|source-pages|curated-answers|handovers|evaluation-sets|evaluation-questions|settings-history|documents|sessions|messages|citations|feedback|usage|usage-daily)\.ndjson|documents\/doc_[0-9a-z]+\/(original\.[a-z0-9]+|text\.txt))$/;
const MOST_ENTRIES = 5_000_000;
const LARGEST_JSON = 4_194_304;

export type Archive = {
  manifest: Manifest;
  app: AppLine;
  /** The validated objects of `name.ndjson`. @throws RefusedArchive */
  lines<S extends z.ZodType>(name: string, schema: S): AsyncGenerator<z.output<S>, void>;
  /** A file's content. @throws RefusedArchive if it is missing */
  file(path: string): Promise<Readable>;
  close(): void;
};

/** @throws RefusedArchive */
export async function requireFile(path: string): Promise<void> {
  await access(path).catch(() => {
    throw new RefusedArchive(`there is no file ${path}`);
  });
}

/**
 * Opens the export of a whole app.
 * @param folder must have enough free space to unpack it
 * @throws RefusedArchive
 */
export async function openArchive(path: string, folder: string): Promise<Archive> {
  await requireFile(path);
  const zip = await yauzl
    .openPromise(path, { autoClose: false, validateEntrySizes: true })
    .catch((error: Error) => {
      throw new RefusedArchive(`it is not a ZIP, or is damaged (${error.message})`);
    });
  try {
    const entries = await listFiles(zip, folder);
    const file = (name: string) => open(zip, entries, name);
    const json = async <S extends z.ZodType>(name: string, schema: S) => {
      if ((entries.get(name)?.uncompressedSize ?? 0) > LARGEST_JSON)
        throw new RefusedArchive(`${name} is too large`);
      return check(name, schema, (await buffer(await file(name))).toString());
    };
    const manifest = await json('manifest.json', Manifest);
    if (manifest.version > FORMAT_VERSION)
      throw new RefusedArchive(`it was made by a newer Docent (${manifest.docent}); update this one first`);
    if (manifest.scope !== 'app')
      throw new RefusedArchive(
        'it contains the data of one person; only the export of a whole app can be imported',
      );
    const app = await json('app.json', AppLine);
    return {
      manifest,
      app,
      file,
      close: () => zip.close(),
      async *lines(name, schema) {
        const path = `${name}.ndjson`;
        let count = 0;
        for await (const line of readLines(await file(path), path))
          yield check(`${path} line ${++count}`, schema, line);
        if (count !== manifest.counts[name])
          throw new RefusedArchive(
            `${path} has ${count} lines, but the manifest says ${manifest.counts[name]}`,
          );
      },
    };
  } catch (error) {
    zip.close();
    throw error instanceof RefusedArchive ? error : damaged(error);
  }
}

/** Converts a read error of the archive. */
const damaged = (error: unknown) =>
  new RefusedArchive(`it is damaged (${(error as Error).message.split('\n')[0]})`);

async function listFiles(zip: ZipFile, folder: string): Promise<Map<string, Entry>> {
  if (zip.entryCount > MOST_ENTRIES) throw new RefusedArchive(`it has ${zip.entryCount} files`);
  const { bavail, bsize } = await statfs(folder);
  const entries = new Map<string, Entry>();
  let unpacked = 0;
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName;
    if (!KNOWN.test(name))
      throw new RefusedArchive(`${JSON.stringify(name.slice(0, 100))} is not a file of an export`);
    if (entries.has(name)) throw new RefusedArchive(`it contains ${name} twice`);
    if (entry.isEncrypted()) throw new RefusedArchive(`${name} is encrypted`);
    entries.set(name, entry);
    unpacked += entry.uncompressedSize;
    if (unpacked > bavail * bsize)
      throw new RefusedArchive(
        `unpacked, it needs more than the ${Math.floor((bavail * bsize) / 1_048_576)} MB free in ${folder}`,
      );
  }
  if (!entries.has('manifest.json'))
    throw new RefusedArchive(`it has no manifest.json, so it is not a ${FORMAT}`);
  return entries;
}

async function open(zip: ZipFile, entries: Map<string, Entry>, name: string): Promise<Readable> {
  const entry = entries.get(name);
  if (!entry) throw new RefusedArchive(`${name} is missing`);
  return Readable.from(readEntry(zip, entry), { objectMode: false });
}

/** The content of a file, checked against its checksum: a changed bit is an error at its end. */
async function* readEntry(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer, void> {
  let sum = 0;
  try {
    // Opened late: yauzl inflates at once, and a stream that failed before it is read never ends.
    const source = await zip.openReadStreamPromise(entry);
    // The reader gets the error; without a reader it must not crash the process.
    source.on('error', () => {});
    for await (const piece of source as AsyncIterable<Buffer>) {
      sum = crc32(piece, sum);
      yield piece;
    }
  } catch (error) {
    throw damaged(error);
  }
  if (sum !== entry.crc32) throw new RefusedArchive(`${entry.fileName} is damaged`);
}

function check<S extends z.ZodType>(where: string, schema: S, text: string): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RefusedArchive(`${where} is not JSON`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new RefusedArchive(`${where}: ${path.join('.')} ${message}`);
}
