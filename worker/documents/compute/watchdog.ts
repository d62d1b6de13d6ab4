// A thread beside the child's work, which may hold its process's main thread for minutes: ends the process
// when its parent is gone, when it holds more memory than it may (the heap's limit does not see buffers), or when its
// job has used up its computing time.
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
  // Nobody else sends this one: it tells the pool why.
  if (cpuMs() > cpuEnd) process.kill(process.pid, 'SIGVTALRM');
}, 250);
