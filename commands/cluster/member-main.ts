// A process of a cluster: the service, which ends with the process that started it.
import process from 'node:process';

process.on('disconnect', () => process.kill(process.pid, 'SIGINT'));
await import('../../main.ts');
