// npm run bench:growth -- [chunks] [sessions] [ledger] [apps] — how long things take with 1, 10 and 100 times as many rows
// (default: of each kind), in milliseconds, and the exponent of growth: 0 is no growth, 1 is as many times as long. Needs
// BENCH_DATABASE_URL, where it makes databases. Exits with 1 if something grows faster than it need.
import { apps } from './growth/apps.ts';
import { exponentOf, MOST_EXPONENT, type Axis } from './growth/axis.ts';
import { chunks } from './growth/chunks.ts';
import { ledgerRows } from './growth/ledger-rows.ts';
import { startApiAndPanel } from './growth/api-and-panel.ts';
import { sessions } from './growth/sessions.ts';
import { percentile } from './load.ts';
import { startProcess } from './processes.ts';
import { DIMENSIONS } from './docent.ts';

const TIMES = [1, 10, 100];
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 15);
/** They come before statements are prepared and code is compiled. */
const WARM_UP = 3;
const axes: Record<string, Axis> = { chunks, sessions, ledger: ledgerRows, apps };

const server = process.env['BENCH_DATABASE_URL'];
if (!server) throw new Error('Set BENCH_DATABASE_URL to a Postgres server with pgvector.');
const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => !(name in axes));
if (unknown) throw new Error(`There is no ${unknown}: choose from ${Object.keys(axes).join(', ')}.`);

const [model, [, modelPort]] = await startProcess(
  new URL('model-server.ts', import.meta.url).pathname,
  ['0', '0', '20', `${DIMENSIONS}`],
  {},
  /(\d+)/,
);
try {
  for (const name of chosen.length > 0 ? chosen : Object.keys(axes)) await measure(axes[name]!);
} finally {
  await model.stop();
}

async function measure(axis: Axis): Promise<void> {
  const service = await startApiAndPanel(server!, modelPort!);
  try {
    const { grow, figures } = await axis.begin(service);
    const medians = new Map<string, number[]>(Object.keys(figures).map((name) => [name, []]));
    for (const times of TIMES) {
      await grow(axis.first * times);
      for (const [name, values] of await takeTimes(figures)) medians.get(name)!.push(percentile(values, 0.5));
    }
    print(axis, medians);
  } finally {
    await service.close();
  }
}

/** In turns, so that a slow moment of the machine affects all alike. */
async function takeTimes(figures: Record<string, () => Promise<unknown>>): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>(Object.keys(figures).map((name) => [name, []]));
  for (let round = -WARM_UP; round < ROUNDS; round++)
    for (const [name, run] of Object.entries(figures)) {
      const began = performance.now();
      await run();
      if (round >= 0) times.get(name)!.push(performance.now() - began);
    }
  return times;
}

function print({ of, first, explained }: Axis, medians: Map<string, number[]>): void {
  console.log(
    `\n| ${of} | ${TIMES.map((times) => (first * times).toLocaleString('en')).join(' | ')} | exponent | |`,
  );
  console.log(`| --- |${' --- |'.repeat(TIMES.length)} --- | --- |`);
  for (const [name, values] of medians) {
    const exponent = exponentOf(values);
    const grows = exponent > MOST_EXPONENT;
    const reason = grows ? (explained[name] ?? 'GROWS') : '';
    if (grows && !explained[name]) process.exitCode = 1;
    console.log(
      `| ${name} | ${values.map((value) => value.toFixed(1)).join(' | ')} | ${exponent.toFixed(2)} | ${reason} |`,
    );
  }
}
