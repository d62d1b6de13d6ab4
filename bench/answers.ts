// npm run bench:answers [-- PATH…] — what the built-in answerer says. Dialogues of bench/dialogues: is the value in the
// answer to a follow-up, and is what the documents do not say refused? Files in SQuAD's format: is the answer within
// what is said, against BM25's two best sentences; and how many questions are refused whose documents are missing,
// against those refused by mistake. BENCH_EVERY=odd or even takes every second question: one half is for choosing
// weights, the other for checking them. BENCH_MISSES=1 prints the dialogues that failed.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AppCall } from '../server/call.ts';
import { collectAnswer } from '../server/chat/collect-answer.ts';
import { sendMessage } from '../server/chat/send-message.ts';
import { chooseStatements } from '../shared/models/builtin/choose-statements.ts';
import { embedText } from '../shared/models/builtin/embedding.ts';
import { LENGTH_POWER } from '../shared/retrieval/fuse.ts';
import { retrieve, type Retrieval } from '../shared/retrieval/retrieve.ts';
import { sentencesOf } from '../shared/retrieval/sentences.ts';
import { chunkTerms, questionTerms } from '../shared/retrieval/terms.ts';
import { startService, type Squad } from './service.ts';

type Dialogues = {
  name: string;
  text: string;
  dialogues: [
    kind: 'elliptical' | 'change' | 'absent',
    before: string | null,
    question: string,
    value: string | null,
  ][];
};
type Asked = { question: string; answers: string[]; inside: boolean };

const FALSE_REFUSALS = [0.01, 0.02, 0.03, 0.05, 0.1];
const DIALOGUES = new URL('./dialogues/', import.meta.url).pathname;
const every = process.env['BENCH_EVERY'];
const service = await startService();
try {
  console.log('| dialogues | follow-ups | changes of subject | absent, refused |\n| --- | --- | --- | --- |');
  for (const file of readdirSync(DIALOGUES)) await converse(join(DIALOGUES, file));
  const paths = process.argv.slice(2);
  if (paths.length > 0) {
    const curve = FALSE_REFUSALS.map((share) => `${100 * share} %`).join(' | ');
    console.log(
      `\n| file | questions | answer held | BM25's two sentences | characters of both | refused now: missing / by mistake | missing refused at ${curve} by mistake |\n| ${'--- | '.repeat(6 + FALSE_REFUSALS.length)}`,
    );
    for (const path of paths) await evaluate(path);
  }
} finally {
  await service.close();
}

async function converse(path: string): Promise<void> {
  const { name, text, dialogues } = JSON.parse(readFileSync(path, 'utf8')) as Dialogues;
  const { call } = await service.newApp([{ name, text }]);
  const counts = { elliptical: [0, 0], change: [0, 0], absent: [0, 0] };
  for (const [kind, before, question, value] of dialogues) {
    const first =
      before === null
        ? undefined
        : await collectAnswer(sendMessage(call, { message: before, stream: false }));
    const answer = await collectAnswer(
      sendMessage(call, { message: question, session_id: first?.session_id, stream: false }),
    );
    const right = value === null ? answer.finish_reason === 'no_context' : answer.content.includes(value);
    counts[kind][0]! += Number(right);
    counts[kind][1]! += 1;
    if (!right && process.env['BENCH_MISSES'])
      console.error(`${kind}: ${before ?? ''} ${question} (${value ?? 'refused'})\n  ${answer.content}`);
  }
  const row = Object.values(counts).map(([right, all]) => `${right} of ${all}`);
  console.log(`| ${basename(path)} | ${row.join(' | ')} |`);
}

async function evaluate(path: string): Promise<void> {
  const { data } = JSON.parse(readFileSync(path, 'utf8')) as Squad;
  const held = await answersHeld(data);
  const refused = await refusals(data);
  console.log(`| ${basename(path)} | ${held} | ${refused} |`);
}

function taken<T>(items: T[]): T[] {
  if (!every) return items;
  return items.filter((_, place) => place % 2 === (every === 'odd' ? 1 : 0));
}

/** Questions of the file, and an app with the paragraphs of its articles, or of every second one. */
async function prepare(data: Squad['data'], half: boolean) {
  const asked: Asked[] = [];
  const documents: { name: string; text: string }[] = [];
  for (const [place, { paragraphs }] of data.entries())
    for (const { context, qas } of paragraphs) {
      const inside = !half || place % 2 === 0;
      // The name must not help, so paragraphs are numbered.
      if (inside) documents.push({ name: `paragraph ${documents.length}.txt`, text: context });
      for (const { question, answers } of qas)
        asked.push({ question, answers: answers.map(({ text }) => text), inside });
    }
  return { asked: taken(asked), call: (await service.newApp(documents)).call };
}

function search(call: AppCall, question: string): Promise<Retrieval> {
  return retrieve(call, call.app, question, async () => embedText(question), { limit: 6, filters: [] });
}

function holds(text: string, answers: string[]): boolean {
  const plain = (one: string) => one.toLowerCase().replaceAll(/\s+/g, ' ');
  return answers.some((answer) => plain(text).includes(plain(answer)));
}

async function answersHeld(data: Squad['data']): Promise<string> {
  const { asked, call } = await prepare(data, false);
  const { languages } = call.app;
  const twoBest = bestOfBm25(
    data
      .flatMap(({ paragraphs }) => paragraphs.flatMap(({ context }) => sentencesOf(context)))
      .map(({ text }) => text),
    languages,
  );
  const sums = { own: 0, bm25: 0, ownLength: 0, bm25Length: 0 };
  for (const { question, answers } of asked) {
    const { passages } = await search(call, question);
    const own = chooseStatements({ question, languages }, passages)
      .map(({ text }) => text)
      .join(' ');
    const other = twoBest(question);
    sums.own += Number(holds(own, answers));
    sums.bm25 += Number(holds(other, answers));
    sums.ownLength += own.length;
    sums.bm25Length += other.length;
  }
  const share = (sum: number) => ((100 * sum) / asked.length).toFixed(1);
  const mean = (sum: number) => (sum / asked.length).toFixed(0);
  return `${asked.length} | ${share(sums.own)} | ${share(sums.bm25)} | ${mean(sums.ownLength)}, ${mean(sums.bm25Length)}`;
}

/** The usual BM25 (k1 1.2, b 0.75) over all sentences of the file, with the same terms as the service. */
function bestOfBm25(sentences: string[], languages: string[]): (question: string) => string {
  const known = languages.length > 0 ? languages : ['und'];
  const terms = sentences.map((sentence) => known.flatMap((language) => chunkTerms(sentence, language)));
  const average = terms.reduce((sum, list) => sum + list.length, 0) / terms.length;
  const postings = new Map<string, Map<number, number>>();
  for (const [place, list] of terms.entries())
    for (const term of list) {
      const counts = postings.get(term) ?? new Map<number, number>();
      postings.set(term, counts.set(place, (counts.get(place) ?? 0) + 1));
    }
  return (question) => {
    const scores = new Map<number, number>();
    for (const term of new Set(questionTerms(question, languages).flatMap(({ variants }) => variants))) {
      const counts = postings.get(term);
      if (!counts) continue;
      const idf = Math.log(1 + (sentences.length - counts.size + 0.5) / (counts.size + 0.5));
      for (const [place, count] of counts) {
        const length = 0.25 + (0.75 * terms[place]!.length) / average;
        scores.set(place, (scores.get(place) ?? 0) + (idf * count * 2.2) / (count + 1.2 * length));
      }
    }
    const best = [...scores].sort((a, b) => b[1] - a[1]).slice(0, 2);
    return best.map(([place]) => sentences[place]).join(' ');
  };
}

async function refusals(data: Squad['data']): Promise<string> {
  const { asked, call } = await prepare(data, true);
  const scored: { inside: boolean; relevant: boolean; score: number }[] = [];
  for (const { question, inside } of asked) {
    const { candidates, words, relevant } = await search(call, question);
    const score = (candidates[0]?.score ?? 0) * Math.max(1, words.length) ** LENGTH_POWER;
    scored.push({ inside, relevant, score });
  }
  const within = scored.filter(({ inside }) => inside);
  const missing = scored.filter(({ inside }) => !inside);
  const refused = (list: typeof scored) =>
    ((100 * list.filter(({ relevant }) => !relevant).length) / list.length).toFixed(1);
  const sorted = within.map(({ score }) => score).sort((a, b) => a - b);
  const curve = FALSE_REFUSALS.map((share) => {
    const least = sorted[Math.floor(share * sorted.length)]!;
    return ((100 * missing.filter(({ score }) => score < least).length) / missing.length).toFixed(1);
  });
  return `${refused(missing)} / ${refused(within)} | ${curve.join(' | ')}`;
}
