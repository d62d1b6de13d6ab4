// npm run bench:retrieval -- PATH [PATH…] — retrieval quality on files in SQuAD's format, through the real service:
// every paragraph is uploaded as a document, every question is searched for. At which rank is its own paragraph
// found?
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstStart } from '../server/operations/bootstrap/first-start.ts';
import { systemCallIn } from '../server/call.ts';
import { registerDocuments } from '../server/documents/register-documents.ts';
import { stageUpload } from '../server/documents/stage-upload.ts';
import { insertApp } from '../server/tenancy/apps/insert-app.ts';
import { searchDocuments } from '../server/chat/search/search-documents.ts';
import { findApp } from '../shared/tenancy/app.ts';
import { readConfig } from '../shared/platform/config.ts';
import { createContext } from '../shared/context.ts';
import { startWorker } from '../worker/start-worker.ts';
import { Readable } from 'node:stream';

type Squad = { data: { title?: string; paragraphs: { context: string; qas: { question: string }[] }[] }[] };

const paths = process.argv.slice(2);
if (paths.length === 0) {
  console.error(
    'Which file? npm run bench:retrieval -- PATH (a JSON file in the format of SQuAD 1.1, such as XQuAD)',
  );
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'docent-bench-'));
const ctx = await createContext(
  readConfig({ ...process.env, DATA_DIR: folder, LOG_LEVEL: 'warn', ROLES: 'api,worker' }),
);
const stopWorker = await startWorker(ctx);
try {
  await firstStart(ctx);
  const { workspace_id } = await ctx.db
    .selectFrom('workspaces')
    .select('workspace_id')
    .executeTakeFirstOrThrow();
  console.log('| file | paragraphs | questions | R@1 | R@5 | MRR@10 | ms a search (p50) |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const path of paths) await evaluate(path, workspace_id);
} finally {
  ctx.stopping.abort();
  await ctx.close();
  await stopWorker();
  rmSync(folder, { recursive: true, force: true });
}

async function evaluate(path: string, workspaceId: string): Promise<void> {
  const { data } = JSON.parse(readFileSync(path, 'utf8')) as Squad;
  const row = await insertApp(ctx, ctx.db, { workspaceId, name: path });
  const callOf = async () => systemCallIn(ctx, (await findApp(ctx, row.app_id))!);
  const uploading = await callOf();
  const asked: { question: string; documentId: string }[] = [];
  for (const paragraph of data.flatMap((article) => article.paragraphs)) {
    // The name must not help, so paragraphs are numbered.
    const staged = await stageUpload(
      uploading,
      `paragraph ${asked.length}.txt`,
      Readable.from([Buffer.from(paragraph.context)]),
    );
    const { documents } = await registerDocuments(uploading, [staged], {});
    for (const { question } of paragraph.qas) asked.push({ question, documentId: documents[0]!.document_id });
  }
  for (;;) {
    const waiting = await ctx.db
      .selectFrom('documents')
      .select('status')
      .where('app_id', '=', row.app_id)
      .where('status', '!=', 'ready')
      .execute();
    if (waiting.some(({ status }) => status === 'failed')) throw new Error('a paragraph could not be read');
    if (waiting.length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const call = await callOf();
  const ranks: number[] = [];
  const times: number[] = [];
  for (const { question, documentId } of asked) {
    const started = performance.now();
    const { results } = await searchDocuments(call, { query: question, top_k: 20 });
    times.push(performance.now() - started);
    const found = [...new Set(results.map((result) => result.document_id))].indexOf(documentId);
    ranks.push(found === -1 ? Infinity : found + 1);
  }
  const share = (test: (rank: number) => number) =>
    ((100 * ranks.reduce((sum, rank) => sum + test(rank), 0)) / ranks.length).toFixed(2);
  const paragraphs = new Set(asked.map(({ documentId }) => documentId)).size;
  console.log(
    `| ${path.split('/').pop()} | ${paragraphs} | ${asked.length} | ${share((rank) => Number(rank === 1))} | ${share((rank) => Number(rank <= 5))} | ` +
      `${share((rank) => (rank <= 10 ? 1 / rank : 0))} | ${times.toSorted((a, b) => a - b)[times.length >> 1]!.toFixed(1)} |`,
  );
}
