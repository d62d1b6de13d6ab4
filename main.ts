// Starts all roles in one process. The only place where server and worker meet.
import { createContext } from './shared/context.ts';
import { readConfig } from './shared/platform/config.ts';
import { readEnvironment } from './shared/platform/environment.ts';
import { readOptions } from './shared/platform/read-options.ts';
import { run } from './shared/platform/run.ts';
import { welcome } from './server/operations/bootstrap/welcome.ts';
import { buildPanel } from './server/operations/builds/build-panel.ts';
import { buildWidget } from './server/operations/builds/build-widget.ts';
import { startServer } from './server/start-server.ts';
import { startWorker } from './worker/start-worker.ts';

await run(async () => {
  const ctx = await createContext(
    readConfig({ ...readEnvironment(), ...readOptions(process.argv.slice(2)) }),
  );
  const { roles } = ctx.config;
  const stopWorker = roles.has('worker') ? await startWorker(ctx) : undefined;
  // In the background: the API does not need to wait for the panel and the widget.
  const builds = !ctx.config.panelDev;
  const panel = builds && roles.has('admin') ? buildPanel(ctx) : undefined;
  const widget = builds && roles.has('api') ? buildWidget(ctx) : undefined;
  const server =
    roles.has('api') || roles.has('admin') ? await startServer(ctx, { panel, widget }) : undefined;
  if (server) await welcome(ctx, server.url, console.log, panel);
  else console.log('Docent worker is running.');
  return {
    lost: ctx.lost,
    drainMs: server ? ctx.config.drainMs : 0,
    async stop(hurry) {
      await server?.close(hurry);
      ctx.stopping.abort();
      await ctx.close();
      await stopWorker?.();
    },
  };
});
