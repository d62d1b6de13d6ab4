import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Docent, Operations } from '../../shared/client/index.ts';
import { connect } from './connect.ts';
import { listFiles } from './list-files.ts';
import { note, print, printJson } from './print.ts';
import { printSent, sendFiles, type Sending } from './send-files.ts';

type Options = { name?: string; dryRun?: boolean; allowEmpty?: boolean };
type Document = Operations['getDocument']['output']['document'];

/** In the metadata of a synced document: the name of the sync, and the file's hash. */
const SYNC = 'docent_sync';
const HASH = 'docent_sha256';

/** docent sync DIR: the documents become what is in the folder. */
export async function sync(folder: string, options: Options, command: Command): Promise<void> {
  const docent = connect(command);
  const name = options.name ?? resolve(folder);
  const files = await listFiles([folder]);
  const there = new Map(
    (await listSynced(docent, name)).map((document) => [document.external_id!, document]),
  );
  if (files.length === 0 && there.size > 0 && !options.allowEmpty)
    throw new Error(
      `${folder} has no files, so all ${there.size} documents would be removed. If that is right, add --allow-empty.`,
    );
  const changed: Sending[] = [];
  let added = 0;
  for (const file of files) {
    const external_id = `${name}:${file.name}`;
    const hash = await hashOf(file.path);
    const known = there.get(external_id);
    there.delete(external_id);
    if (known && known.metadata[HASH] === hash && known.status !== 'failed') continue;
    if (!known) added += 1;
    changed.push({ ...file, external_id, on_conflict: 'replace', metadata: { [SYNC]: name, [HASH]: hash } });
  }
  const plan = {
    added,
    replaced: changed.length - added,
    removed: there.size,
    unchanged: files.length - changed.length,
  };
  if (options.dryRun) {
    if (docent.json) printJson(plan);
    else {
      for (const { external_id, name } of changed) print(`${external_id}: upload ${name}`);
      for (const { name } of there.values()) print(`remove ${name}`);
      print(`Would be: ${describe(plan)}.`);
    }
    return;
  }
  const results = changed.length > 0 ? await sendFiles(docent, changed) : [];
  const isWhole = results.every(({ status }) => status === 'ready');
  // A file that was renamed is removed under its old name only when the new one can be asked about.
  if (isWhole) for (const { document_id } of there.values()) await docent.deleteDocument({ document_id });
  else if (there.size > 0) note('Nothing was removed, because not every file could be uploaded.');
  if (changed.length > 0 && !docent.json) printSent(results, false);
  if (!isWhole) plan.removed = 0;
  if (docent.json) printJson({ ...plan, files: results });
  else note(`${describe(plan)}.`);
  if (!isWhole) process.exitCode = 1;
}

const describe = (plan: Record<string, number>): string =>
  Object.entries(plan)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');

async function listSynced(docent: Docent, name: string): Promise<Document[]> {
  const found: Document[] = [];
  for (let page = 1; ; page++) {
    const { documents, meta } = await docent.listDocuments({ page, per_page: 100 });
    found.push(...documents.filter(({ metadata, external_id }) => metadata[SYNC] === name && external_id));
    if (!meta.has_more) return found;
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
