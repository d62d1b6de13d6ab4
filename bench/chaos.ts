// npm run chaos -- [--seed N] [--minutes M] — Docent on a database of its own while everything breaks, in an order that
// the seed decides, and then: is all that was acknowledged there, once? BENCH_DATABASE_URL=postgres://…
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runChaos } from './chaos/run-chaos.ts';
import { createDatabase, dropDatabase } from './database.ts';

const { seed, minutes } = readArguments();
/** The files that clients send are kept: 2 MB a minute and more. Only the fault fills it. */
const DISK = `${48 + Math.ceil(5 * minutes)}m`;
const server = process.env['BENCH_DATABASE_URL'];
if (!server)
  stopWith('BENCH_DATABASE_URL is missing: a Postgres server with pgvector, where a database is created.');

const given = process.env['CHAOS_FOLDER'];
process.exitCode = given ? await run(given, process.env['CHAOS_DISK'] === 'small') : await onSmallDisk();

/** In a name space of its own, where anybody may mount a small disk: the only way to a real one that is full. */
async function onSmallDisk(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'docent-chaos-'));
  const disk = join(folder, 'blobs');
  mkdirSync(disk);
  const mount = 'mount -t tmpfs -o "size=$0" none "$1" && shift';
  const inSpace = ['unshare', '-rm', 'sh', '-c'];
  const canMount = spawnSync(inSpace[0]!, [...inSpace.slice(1), mount, DISK, disk]).status === 0;
  const self = [process.execPath, process.argv[1]!, '--seed', String(seed), '--minutes', String(minutes)];
  const [program, ...args] = canMount ? [...inSpace, `${mount} && exec "$@"`, DISK, disk, ...self] : self;
  const child = spawn(program!, args, {
    stdio: 'inherit',
    env: { ...process.env, CHAOS_FOLDER: folder, CHAOS_DISK: canMount ? 'small' : '' },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const code = await new Promise<number>((resolve) => child.once('exit', (status) => resolve(status ?? 1)));
  rmSync(folder, { recursive: true, force: true });
  return code;
}

async function run(folder: string, hasSmallDisk: boolean): Promise<number> {
  if (!hasSmallDisk)
    console.log('No disk is filled: mounting one in a name space of its own is not allowed here.');
  const databaseUrl = await createDatabase(server!);
  try {
    const { findings, counts } = await runChaos({
      seed,
      ms: minutes * 60_000,
      databaseUrl,
      folder,
      hasSmallDisk,
      tell: (line) => console.log(line),
    });
    console.log('\n| clients | |\n| --- | --- |');
    for (const [what, count] of Object.entries(counts).sort()) console.log(`| ${what} | ${count} |`);
    console.log(`\n| seed ${seed}, ${minutes} minutes | found | wanted |\n| --- | --- | --- |`);
    for (const { what, found, wanted, good } of findings)
      console.log(`| ${what} | ${found}${good ? '' : ' ✗'} | ${wanted} |`);
    const broken = findings.filter(({ good }) => !good).length;
    console.log(`\n${broken === 0 ? 'All is well.' : `${broken} of ${findings.length} are broken.`}`);
    return broken === 0 ? 0 : 1;
  } finally {
    await dropDatabase(databaseUrl);
  }
}

function readArguments(): { seed: number; minutes: number } {
  try {
    const options = {
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string', default: '2' },
    } as const;
    const { values } = parseArgs({ options });
    const wanted = { seed: Number(values.seed), minutes: Number(values.minutes) };
    if (Number.isInteger(wanted.seed) && wanted.minutes > 0) return wanted;
  } catch {
    // Said below.
  }
  return stopWith('Usage: npm run chaos -- [--seed N] [--minutes M]');
}

function stopWith(message: string): never {
  console.error(message);
  process.exit(2);
}
