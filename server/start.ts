import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from '../shared/context.ts';
import { createApp } from './app.ts';
import type { PanelBuild } from './panel/build-panel.ts';

export type Running = { url: string; close(): Promise<void> };

/** Streams are told and everything is settled within this time; what is still open then is cut. */
const GRACE_MS = 3_500;

/**
 * Listens on the configured address.
 * @param panel where the panel's pages come from, if not from the build that is there
 * @returns its URL, and a function that stops accepting, lets running answers end with an error event, and closes
 */
export async function startServer(ctx: Context, panel?: PanelBuild): Promise<Running> {
  const server = createServer(
    { requestTimeout: 300_000, headersTimeout: 30_000, keepAliveTimeout: 65_000 },
    await createApp(ctx, panel),
  );
  await listen(server, ctx.config.port, ctx.config.host);
  const { port, address, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      ctx.stopping.abort();
      server.closeIdleConnections();
      const idle = setInterval(() => server.closeIdleConnections(), 50);
      const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
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
