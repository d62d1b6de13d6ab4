import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { ExtractionError } from '../extract/extraction-error.ts';
import type { operations } from './fixtures/operations.ts';
import { createComputePool, type ComputePool, type ComputePoolOptions } from './pool.ts';

vi.setConfig({ testTimeout: 60_000 });
const module = new URL('./fixtures/operations.ts', import.meta.url);
const timeoutMs = 300_000;
const pools: ComputePool<typeof operations>[] = [];

function open(options: ComputePoolOptions = {}) {
  const pool = createComputePool<typeof operations>({ module, ...options });
  pools.push(pool);
  return pool;
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const died = (pid: number) => vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 20_000 });

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

test('values go to the child and back: bytes, vectors, large ones', async () => {
  const payload = {
    bytes: new Uint8Array(3_000_000).fill(7),
    vectors: [new Float32Array([0.5, 1])],
    text: 'Grüße 😀',
  };
  const result = (await open().run('echo', payload, { timeoutMs })) as typeof payload;
  expect(result.text).toBe(payload.text);
  expect(result.vectors).toEqual(payload.vectors);
  expect(Buffer.compare(result.bytes, payload.bytes)).toBe(0);
});

test('one child serves job after job and ends when it is idle', async () => {
  const pool = open({ idleMs: 300 });
  const pids = await Promise.all([1, 2, 3].map(() => pool.run('pid', null, { timeoutMs })));
  expect(new Set(pids).size).toBe(1);
  expect(pids[0]).not.toBe(process.pid);
  await died(pids[0]!);
  expect(await pool.run('pid', null, { timeoutMs })).not.toBe(pids[0]);
});

test('a slow job keeps no other one waiting, but other slow ones', async () => {
  const pool = open();
  const burning = pool.run('burn', null, { timeoutMs, isSlow: true }).catch(() => 'ended');
  const next = pool.run('pid', null, { timeoutMs, isSlow: true }).catch(() => 'ended');
  expect(await pool.run('pid', null, { timeoutMs })).toBeGreaterThan(0);
  await pool.close();
  expect(await Promise.all([burning, next])).toEqual(['ended', 'ended']);
});

test('a job that takes long leaves its place to the next one, and one more that does not', async () => {
  const pool = open({ longMs: 300 });
  const burning = [1, 2].map(() => pool.run('burn', null, { timeoutMs }).catch(() => 'ended'));
  const next = pool.run('pid', null, { timeoutMs }).catch(() => 'ended');
  // The second one has the place of the first, and nobody that of the second.
  expect(await Promise.race([next, sleep(2_000, 'waits')])).toBe('waits');
  await pool.close();
  expect(await Promise.all([...burning, next])).toEqual(['ended', 'ended', 'ended']);

  const other = open({ longMs: 300 });
  const long = other.run('burn', null, { timeoutMs }).catch(() => 'ended');
  expect(await other.run('pid', null, { timeoutMs })).toBeGreaterThan(0);
  await other.close();
  expect(await long).toBe('ended');
});

test('a pool of two works on two jobs at once', async () => {
  const pool = open({ size: 2 });
  const burning = pool.run('burn', null, { timeoutMs }).catch(() => {});
  expect(await pool.run('pid', null, { timeoutMs })).toBeGreaterThan(0);
  await pool.close();
  await burning;
});

test('a job that takes too long is killed, and the next one is served', async () => {
  const pool = open();
  const pid = await pool.run('pid', null, { timeoutMs });
  const burning = pool.run('burn', null, { timeoutMs: 300 });
  const next = pool.run('pid', null, { timeoutMs });
  await expect(burning).rejects.toMatchObject({ name: 'ComputeError', code: 'timeout' });
  expect(await next).not.toBe(pid);
  await died(pid);
});

test('a job that uses up its computing time is ended and says so; waiting uses none', async () => {
  const pool = open();
  await pool.run('wait', 1_500, { timeoutMs, cpuMs: 1_000 });
  await expect(pool.run('burn', null, { timeoutMs, cpuMs: 1_000 })).rejects.toMatchObject({
    code: 'overworked',
  });
  // What one job leaves is not the next one's.
  await pool.run('echo', 'still here', { timeoutMs, cpuMs: 5_000 });
  await pool.run('wait', 1_500, { timeoutMs });
});

test('aborting kills the running job and drops the waiting one', async () => {
  const pool = open();
  const pid = await pool.run('pid', null, { timeoutMs });
  const [first, second] = [new AbortController(), new AbortController()];
  const burning = pool.run('burn', null, { signal: first.signal, timeoutMs });
  const waiting = pool.run('burn', null, { signal: second.signal, timeoutMs });
  second.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  first.abort();
  await expect(burning).rejects.toMatchObject({ code: 'aborted' });
  await died(pid);
  const before = pool.run('pid', null, { signal: AbortSignal.abort(), timeoutMs });
  await expect(before).rejects.toMatchObject({ code: 'aborted' });
});

test('a child that runs out of memory rejects its job alone', async () => {
  const pool = open({ memoryMb: 100 });
  await expect(pool.run('fillHeap', null, { timeoutMs })).rejects.toMatchObject({ code: 'out_of_memory' });
  await expect(pool.run('fillBuffers', null, { timeoutMs })).rejects.toMatchObject({ code: 'out_of_memory' });
  expect(await pool.run('echo', 'still here', { timeoutMs })).toBe('still here');
});

test('a child that dies rejects its job; one that died while idle is replaced', async () => {
  const pool = open();
  await expect(pool.run('exit', 3, { timeoutMs })).rejects.toMatchObject({ code: 'crashed' });
  const pid = await pool.run('pid', null, { timeoutMs });
  process.kill(pid, 'SIGKILL');
  await died(pid);
  await sleep(50);
  expect(await pool.run('echo', 1, { timeoutMs })).toBe(1);
});

test('errors keep code and message, and ExtractionError its class', async () => {
  const pool = open();
  const failed = pool.run('fail', null, { timeoutMs });
  await expect(failed).rejects.toMatchObject({ name: 'TypeError', code: 'gone', message: 'no such thing' });
  const refused = await pool.run('refuse', null, { timeoutMs }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ExtractionError);
  expect(refused).toMatchObject({ code: 'encrypted_document', message: 'Remove the password.' });
});

test("the parent's event loop turns while the child burns", async () => {
  const pool = open();
  const burning = pool.run('burn', null, { timeoutMs: 1500 }).catch((error: { code: string }) => error.code);
  let turns = 0;
  const counter = setInterval(() => turns++, 10);
  expect(await burning).toBe('timeout');
  clearInterval(counter);
  // A loop that is held up for the whole time turns once or twice.
  expect(turns).toBeGreaterThan(5);
});

test('closing ends running and waiting jobs and refuses new ones', async () => {
  const pool = open();
  const pid = await pool.run('pid', null, { timeoutMs });
  const jobs = [pool.run('burn', null, { timeoutMs }), pool.run('burn', null, { timeoutMs })];
  const results = Promise.allSettled(jobs);
  await pool.close();
  expect(isAlive(pid)).toBe(false);
  for (const result of await results) expect(result).toMatchObject({ reason: { code: 'closed' } });
  await expect(pool.run('pid', null, { timeoutMs })).rejects.toMatchObject({ code: 'closed' });
});

test("the child sees no secrets of the parent's environment and writes no files", async () => {
  process.env['MASTER_KEY_OF_TEST'] = 'secret';
  const pool = open();
  expect(await pool.run('environment', null, { timeoutMs })).not.toContain('MASTER_KEY_OF_TEST');
  const path = join(tmpdir(), `docent-compute-${process.pid}`);
  await expect(pool.run('write', path, { timeoutMs })).rejects.toMatchObject({ code: 'ERR_ACCESS_DENIED' });
  expect(existsSync(path)).toBe(false);
});

/** Runs a program that uses the pool; gives its output, and its end. */
function runProgram(body: string) {
  const source = `import { createComputePool } from ${JSON.stringify(new URL('./pool.ts', import.meta.url).href)};
    const pool = createComputePool({ module: new URL(${JSON.stringify(module.href)}) });
    const timeoutMs = ${timeoutMs}; const alive = setInterval(() => {}, 1000);
    ${body}`;
  const program = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  program.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = new Promise<number | null>((resolve) => program.on('close', resolve));
  return { program, code, output: () => output };
}

test('a warm or working child neither holds its parent open nor prints', async () => {
  const { code, output } = runProgram(`
    await pool.run('print', null, { timeoutMs });
    console.log(await pool.run('pid', null, { timeoutMs }));
    pool.run('burn', null, { timeoutMs });
    clearInterval(alive);`);
  expect(await code).toBe(0);
  expect(output()).toMatch(/^\d+\n$/);
  await died(Number(output()));
});

test('a child that works ends with a parent that was killed', async () => {
  const { program, code, output } = runProgram(`
    console.log(await pool.run('pid', null, { timeoutMs }));
    pool.run('burn', null, { timeoutMs });`);
  await vi.waitFor(() => expect(output()).toMatch(/\d+\n/), { timeout: 20_000 });
  await sleep(300);
  program.kill('SIGKILL');
  await code;
  await died(Number(output()));
});
