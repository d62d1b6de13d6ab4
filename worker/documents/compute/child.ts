// The child process that reads files: started by pool.ts, which kills it if it takes too long.
import { constants, setPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Request, toPlainError } from './messages.ts';

const [moduleUrl = '', memoryMb = '0'] = process.argv.slice(2);
// Answering questions has priority over reading documents.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const workerData = { parent: process.ppid, memoryBytes: Number(memoryMb) * 1_000_000 };
const watchdog = new Worker(new URL('./watchdog.ts', import.meta.url), {
  workerData,
  execArgv: [],
  stdout: true,
});
watchdog.unref();

// A terminal signals the whole process group; the parent decides when to end.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit());
process.on('message', (request: Request) => void serve(request));

async function serve({ operation, payload, cpuMs }: Request): Promise<void> {
  try {
    const { operations } = (await import(moduleUrl)) as {
      operations: Record<string, (payload: unknown) => unknown>;
    };
    // From here: what loading the code takes is the machine's matter, not the document's.
    watchdog.postMessage(cpuMs);
    process.send!({ result: await operations[operation]!(payload) });
  } catch (error) {
    process.send!({ error: toPlainError(error) });
  } finally {
    watchdog.postMessage(Infinity);
  }
}
