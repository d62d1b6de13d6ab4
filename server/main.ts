// Only the API and the panel.
import { readConfig } from '../shared/config.ts';
import { createContext } from '../shared/context.ts';
import { run } from '../shared/run.ts';
import { describeStart } from './bootstrap/describe-start.ts';
import { firstStart } from './bootstrap/first-start.ts';
import { startServer } from './start.ts';

await run(async () => {
  const config = readConfig();
  config.roles.delete('worker');
  const ctx = await createContext(config);
  const server = await startServer(ctx);
  console.log(describeStart(ctx, server.url, await firstStart(ctx)));
  return async () => {
    await server.close();
    await ctx.close();
  };
});
