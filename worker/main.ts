// Starts the worker only.
import { readConfig } from '../shared/platform/config.ts';
import { createContext } from '../shared/context.ts';
import { run } from '../shared/platform/run.ts';
import { startWorker } from './start-worker.ts';

await run(async () => {
  const config = readConfig();
  config.roles.add('worker');
  const ctx = await createContext(config);
  const stopWorker = await startWorker(ctx);
  console.log('Docent worker is running.');
  return {
    lost: ctx.lost,
    async stop() {
      ctx.stopping.abort();
      await ctx.close();
      await stopWorker();
    },
  };
});
