import { openAsBlob } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { MultiBar, Presets } from 'cli-progress';
import type { Docent, Upload } from '../../shared/client/index.ts';
import type { LocalFile } from './list-files.ts';
import { note, print, printJson } from './print.ts';

type Sent = { name: string; document_id: string | null; status: string; error: string | null };
export type Sending = LocalFile & Pick<Upload, 'metadata' | 'external_id' | 'on_conflict'>;

const AT_ONCE = 4;
const LOOK_AGAIN_MS = 700;

/**
 * Uploads files, a few at once, and waits until they can be asked about.
 * @param wait false: returns when all are sent
 */
export async function sendFiles(docent: Docent, files: Sending[], wait = true): Promise<Sent[]> {
  const format = { format: '{bar} {percentage} %  {name}', hideCursor: true, clearOnComplete: true };
  const bars = process.stderr.isTTY ? new MultiBar(format, Presets.shades_classic) : undefined;
  const results: Sent[] = [];
  const waiting = [...files];
  const lane = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift())
      results.push(await sendFile(docent, file, bars));
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    if (wait) await untilRead(docent, results, bars);
  } finally {
    bars?.stop();
  }
  return results;
}

async function sendFile(docent: Docent, { path, name, ...more }: Sending, bars?: MultiBar): Promise<Sent> {
  const bar = bars?.create(1, 0, { name });
  try {
    const onProgress = (share: number) => bar?.update(share);
    const { document_id, status } = await docent.upload(await openAsBlob(path), {
      name,
      ...more,
      onProgress,
    });
    return { name, document_id, status, error: null };
  } catch (error) {
    return { name, document_id: null, status: 'refused', error: (error as Error).message };
  } finally {
    if (bar) bars?.remove(bar);
  }
}

async function untilRead(docent: Docent, results: Sent[], bars?: MultiBar): Promise<void> {
  const isOpen = ({ status }: Sent) => !['ready', 'failed', 'refused'].includes(status);
  const bar = bars?.create(results.length, 0, { name: 'being read' });
  for (;;) {
    for (const sent of results.filter(isOpen)) {
      const { document } = await docent.getDocument({ document_id: sent.document_id! });
      Object.assign(sent, { status: document.status, error: document.error });
    }
    const open = results.filter(isOpen).length;
    bar?.update(results.length - open);
    if (open === 0) return;
    await pause(LOOK_AGAIN_MS);
  }
}

/** How it went, and the exit code: 1 if a file was refused or could not be read. */
export function printSent(results: Sent[], json: boolean): void {
  const bad = results.filter(({ status }) => status === 'failed' || status === 'refused');
  if (json) printJson(results);
  else {
    for (const { name, status, error } of bad) note(`${name}: ${status}. ${error ?? ''}`);
    const good = results.length - bad.length;
    print(`${good} of ${results.length} ${results.length === 1 ? 'file' : 'files'} uploaded.`);
  }
  if (bad.length > 0) process.exitCode = 1;
}
