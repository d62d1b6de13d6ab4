// npm run bench:retrieval -- PATH [PATH…] — retrieval quality on files in SQuAD's format, through the real service:
// every paragraph is uploaded as a document, every question is searched for. At which rank is its own paragraph
// found?
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { searchDocuments } from '../server/chat/search/search-documents.ts';
import { startService, type Squad } from './service.ts';

const paths = process.argv.slice(2);
if (paths.length === 0) {
  console.error(
    'Which file? npm run bench:retrieval -- PATH (a JSON file in the format of SQuAD 1.1, such as XQuAD)',
  );
  process.exit(1);
}
const service = await startService();
try {
  console.log('| file | paragraphs | questions | R@1 | R@5 | MRR@10 | ms a search (p50) |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const path of paths) await evaluate(path);
} finally {
  await service.close();
}

async function evaluate(path: string): Promise<void> {
  const { data } = JSON.parse(readFileSync(path, 'utf8')) as Squad;
  const paragraphs = data.flatMap((article) => article.paragraphs);
  // The name must not help, so paragraphs are numbered.
  const { call, documentIds } = await service.newApp(
    paragraphs.map(({ context }, place) => ({ name: `paragraph ${place}.txt`, text: context })),
  );
  const asked = paragraphs.flatMap(({ qas }, place) =>
    qas.map(({ question }) => ({ question, documentId: documentIds[place]! })),
  );
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
  console.log(
    `| ${basename(path)} | ${paragraphs.length} | ${asked.length} | ${share((rank) => Number(rank === 1))} | ${share((rank) => Number(rank <= 5))} | ` +
      `${share((rank) => (rank <= 10 ? 1 / rank : 0))} | ${times.toSorted((a, b) => a - b)[times.length >> 1]!.toFixed(1)} |`,
  );
}
