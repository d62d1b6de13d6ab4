import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from '../shared/context.ts';
import { createHttpApp, type Builds } from './create-http-app.ts';
import { refuseMalformed } from './transport/rest/refuse-malformed.ts';

export type Running = { url: string; close(): Promise<void> };

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

/** At most this part of it with the port still open. */
const DRAIN_MS = 2_000;

/**
 * Listens on the configured address.
 * @param builds where the panel and widget come from; default: the existing builds
 * @param patience time limits, for tests
 * @returns its URL, and a function that stops accepting, ends running answers with an error event, and closes
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
    async close() {
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

const listen = (server: Server, port: number, host: string) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
