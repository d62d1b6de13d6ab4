// Starts the API and the panel only.
import { readConfig } from '../shared/platform/config.ts';
import { createContext } from '../shared/context.ts';
import { run } from '../shared/platform/run.ts';
import { welcome } from './operations/bootstrap/welcome.ts';
import { startServer } from './start-server.ts';

await run(async () => {
  const config = readConfig();
  config.roles.delete('worker');
  const ctx = await createContext(config);
  const server = await startServer(ctx);
  await welcome(ctx, server.url, console.log);
  return {
    lost: ctx.lost,
    drainMs: config.drainMs,
    async stop(hurry) {
      await server.close(hurry);
      await ctx.close();
    },
  };
});
