// Exports as a caller gets them: asked for, waited for, downloaded by their link, opened.
import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';
import type { Docent } from './harness.ts';
import { until } from './until.ts';

export type Finished = { export_id: string; token: string; url: string; expires_at: string; bytes: number };

/** Asks for an export and waits for its file. */
export async function newExport(
  docent: Docent,
  json: { end_user_id?: string } = {},
  headers: Record<string, string> = {},
): Promise<Finished> {
  const asked = await docent.api('/exports', { json, headers });
  const { export: begun } = await asked.json();
  return until('the export', async () => {
    const { export: now } = await (await docent.api(`/exports/${begun.export_id}`, { headers })).json();
    if (now.status === 'failed') throw new Error('the export failed');
    return now.status === 'done' && { ...now, token: new URL(now.url).searchParams.get('token')! };
  });
}

/** The file behind an export's link, without any key. */
export const download = (docent: Docent, { url }: { url: string }): Promise<Response> => {
  const { pathname, search } = new URL(url);
  return fetch(`${docent.url}${pathname}${search}`);
};

/** Path → content of every file in a ZIP. */
export async function unzip(zip: Buffer): Promise<Record<string, Buffer>> {
  const file = await yauzl.fromBufferPromise(zip);
  const found: Record<string, Buffer> = {};
  for await (const entry of file.eachEntry())
    found[entry.fileName] = await buffer(await file.openReadStreamPromise(entry));
  return found;
}

export const linesIn = (file: Buffer | undefined): any[] =>
  file!
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** An export's files, straight from asking for it. */
export async function exported(docent: Docent, json: { end_user_id?: string } = {}, headers = {}) {
  const response = await download(docent, await newExport(docent, json, headers));
  return unzip(Buffer.from(await response.arrayBuffer()));
}
