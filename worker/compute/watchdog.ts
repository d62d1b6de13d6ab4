// A thread beside the child's work, which may hold its process's main thread for minutes: ends the process
// when its parent is gone, or when it holds more memory than it may (the heap's limit does not see buffers).
import { workerData } from 'node:worker_threads';

const { parent, memoryBytes } = workerData as { parent: number; memoryBytes: number };

setInterval(() => {
  if (process.ppid !== parent || process.memoryUsage.rss() > memoryBytes)
    process.kill(process.pid, 'SIGKILL');
}, 250);
