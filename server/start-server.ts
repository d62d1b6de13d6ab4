import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from '../shared/context.ts';
import { countTokensLater } from '../shared/models/count-tokens-later.ts';
import { createHttpApp, type Builds } from './create-http-app.ts';
import { refuseMalformed } from './transport/rest/refuse-malformed.ts';

export type Running = {
  url: string;
  /** @param hurry aborted when requests are no longer to be waited for; default: they are not */
  close(hurry?: AbortSignal): Promise<void>;
};

/**
 * Time limits for headers and bodies; slower connections are closed with 408. An upload has ten minutes: split larger
 * ones.
 */
const PATIENCE = {
  headersTimeout: 15_000,
  requestTimeout: 600_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16_384,
};

/** Time for streams to end and everything to settle. What is still open then is cut. */
const GRACE_MS = 3_500;

/** A load balancer that asks at least this often for `/readyz` sends nothing to a process that is gone. */
const QUIET_MS = 3_000;

/** At most this part of it with the port still open. */
const DRAIN_MS = 2_000;

/**
 * Listens on the configured address.
 * @param builds where the panel and widget come from; default: the existing builds
 * @param patience time limits, for tests
 * @returns its URL, and a function that drains, stops accepting, ends running answers with an error event, and closes
 */
export async function startServer(
  ctx: Context,
  builds?: Builds,
  patience: Partial<typeof PATIENCE> = {},
): Promise<Running> {
  const server = createServer({ ...PATIENCE, ...patience }, await createHttpApp(ctx, builds));
  server.on('clientError', refuseMalformed);
  await listen(server, ctx.config.port, ctx.config.host);
  const { port, address, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    async close(hurry) {
      ctx.draining.begun = true;
      if (hurry) await untilQuiet(ctx, hurry);
      ctx.stopping.abort();
      // While answers end, the port stays open, so that a load balancer sees on /readyz that this process is leaving.
      for (let waited = 0; ctx.metrics.open.size > 0 && waited < DRAIN_MS; waited += 20)
        await new Promise((resolve) => setTimeout(resolve, 20));
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const idle = setInterval(() => server.closeIdleConnections(), 50);
      const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS - DRAIN_MS);
      await closed;
      clearInterval(idle);
      clearTimeout(cut);
    },
  };
}

/** Until nothing is being answered and no request has come for a while: the load balancer has gone elsewhere. */
async function untilQuiet({ draining, metrics }: Context, hurry: AbortSignal): Promise<void> {
  // What is cut short in the end is counted: loading what counts takes seconds on a busy machine.
  if (!hurry.aborted) void countTokensLater([]);
  const begun = performance.now();
  const isQuiet = () => performance.now() - Math.max(begun, draining.requestAt) > QUIET_MS;
  while (!hurry.aborted && !(isQuiet() && metrics.open.size === 0))
    await new Promise((resolve) => setTimeout(resolve, 50));
}

const listen = (server: Server, port: number, host: string) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
