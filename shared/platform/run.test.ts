import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';

const module = JSON.stringify(new URL('./run.ts', import.meta.url).href);

/** Runs a program that signals itself as soon as it has started. @returns its exit status and what it said */
const running = (stop: string, signals: string, drainMs = 0) =>
  new Promise<{ status: number; said: string }>((resolve) => {
    const program = `
      import { run } from ${module};
      const signal = (name) => process.kill(process.pid, name);
      setInterval(() => {}, 1_000);
      await run(async () => ({ lost: new Promise(() => {}), stop: ${stop}, drainMs: ${drainMs} }));
      ${signals}`;
    execFile(process.execPath, ['--input-type=module', '-e', program], (error, stdout, stderr) =>
      resolve({ status: Number(error?.code ?? 0), said: stdout + stderr }),
    );
  });

test('two signals at once are one stop, which ends with 0', async () => {
  const slowly = '() => new Promise((resolve) => { console.log("stopping"); setTimeout(resolve, 500); })';
  const ended = await running(
    slowly,
    'signal("SIGINT"); signal("SIGTERM"); setTimeout(signal, 100, "SIGINT");',
  );
  expect(ended).toEqual({ status: 0, said: 'stopping\n' });
});

test('a signal that comes seconds later ends a stop at once', async () => {
  const ended = await running(
    '() => new Promise(() => {})',
    'signal("SIGINT"); setTimeout(signal, 2_200, "SIGINT");',
  );
  expect(ended).toEqual({ status: 1, said: expect.stringContaining('at a second signal') });
});

test('a stop that hangs ends by itself', async () => {
  const ended = await running('() => new Promise(() => {})', 'signal("SIGTERM");');
  expect(ended).toEqual({ status: 1, said: expect.stringContaining('after five seconds') });
});

const UNTIL_HURRIED =
  '(hurry) => new Promise((resolve) => hurry.aborted ? resolve() : hurry.addEventListener("abort", resolve))';

test('SIGTERM lets a stop wait for what is being done, Ctrl-C does not', async () => {
  const tell = `setTimeout(() => console.log("still there"), 300);`;
  expect(await running(UNTIL_HURRIED, `signal("SIGTERM"); ${tell}`, 600)).toEqual({
    status: 0,
    said: 'still there\n',
  });
  expect(await running(UNTIL_HURRIED, `signal("SIGINT"); ${tell}`, 60_000)).toEqual({ status: 0, said: '' });
});

test('a second signal ends the waiting', async () => {
  const ended = await running(
    UNTIL_HURRIED,
    'signal("SIGTERM"); setTimeout(signal, 2_200, "SIGTERM");',
    60_000,
  );
  expect(ended).toEqual({ status: 0, said: '' });
});
