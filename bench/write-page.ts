// npm run bench:page -- FILE… — writes docs/benchmarks.md from the files that BENCH_JSON named in runs of bench:chat and bench:ingest.
import { readFileSync, writeFileSync } from 'node:fs';
import type { Run } from './compare.ts';

const PEER = /LangChain/;
const files = process.argv.slice(2);
if (files.length === 0)
  throw new Error('Usage: npm run bench:page -- FILE…, written by BENCH_JSON=FILE npm run bench:chat');
const runs = files.map((file): Run => JSON.parse(readFileSync(file, 'utf8')));

const round = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

function section({ bench, at, machine, systems }: Run): string {
  const shown = systems.filter(({ figures }) => Object.values(figures).some(({ value }) => value > 0));
  const peer = shown.find(({ name }) => PEER.test(name));
  const docents = shown.filter(({ name }) => /Docent|Postgres|embedded/.test(name));
  const columns = [...(peer ? [peer] : []), ...docents];
  const names = Object.keys(docents[0]!.figures);
  const rows = names.map((name) => {
    const cells = columns.map(({ figures }) => {
      const { value } = figures[name]!;
      const base = peer?.figures[name]?.value;
      return round(value) + (base && figures !== peer.figures ? ` (${(value / base).toFixed(2)})` : '');
    });
    return `| ${[name, ...cells].join(' | ')} |`;
  });
  return [
    `## ${bench === 'chat' ? 'Chats' : 'Uploads'}`,
    '',
    `\`npm run bench:${bench}\` on ${at.slice(0, 10)}: ${machine.cores} cores (${machine.cpu}), ${machine.memory_gb} GB, Node ${machine.node.slice(1)}. ` +
      'In brackets: the ratio to the first column.',
    '',
    `| ${['', ...columns.map(({ name }) => name)].join(' | ')} |`,
    `| ---${' | ---'.repeat(columns.length)} |`,
    ...rows,
    ...(bench === 'chat' && peer ? ['', ...chart(columns)] : []),
  ].join('\n');
}

/** Chats a second, as a chart that GitHub draws. */
function chart(columns: Run['systems']): string[] {
  const [figure] = Object.keys(columns[0]!.figures);
  const labels = columns.map(({ name }) => `"${name.replace(/,.*/, '')}"`);
  return [
    '```mermaid',
    'xychart-beta',
    `  title "${figure}"`,
    `  x-axis [${labels.join(', ')}]`,
    '  y-axis "chats a second"',
    `  bar [${columns.map(({ figures }) => figures[figure!]!.value.toFixed(0)).join(', ')}]`,
    '```',
  ];
}

writeFileSync(
  new URL('../docs/benchmarks.md', import.meta.url),
  `# Benchmarks

Docent beside a service with express, LangChain.js and pgvector as a developer writes it in an afternoon (\`bench/peers/langchain.js\`). Both get the
same documents, questions and model server, in turns, in one run on one machine, which is small and shared: look at the ratios, and
run it on yours ([develop.md](develop.md#benchmarks)). The service has no keys, limits, history or ledger, and writes nothing to the database before it
answers; it splits and embeds what is uploaded, and does not index words, find out the language, encrypt, or read files in a process
with limits. With Docent all of that is on in every figure: most of the time of an upload goes there. This page is written by \`npm run bench:page\`.

${runs.map(section).join('\n\n')}
`,
);
