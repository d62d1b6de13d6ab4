// A watchdog thread, because work may block the main thread for minutes. It ends the process if its parent is gone,
// if it uses too much memory (the heap limit does not include buffers), or if its job has used up its CPU time.
import { parentPort, workerData } from 'node:worker_threads';

const { parent, memoryBytes } = workerData as { parent: number; memoryBytes: number };
let cpuEnd = Infinity;

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

parentPort!.on('message', (allowance: number) => (cpuEnd = cpuMs() + allowance));

setInterval(() => {
  if (process.ppid !== parent || process.memoryUsage.rss() > memoryBytes)
    process.kill(process.pid, 'SIGKILL');
  // Nothing else sends this signal, so the pool knows the reason.
  if (cpuMs() > cpuEnd) process.kill(process.pid, 'SIGVTALRM');
}, 250);
