// A third party's server as a test plays it: a handler behind real HTTP on a port of its own.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type HttpServer = { url: string; close(): Promise<void> };

/** A handler that throws answers 500 with the error's words, so that the test shows them. */
export async function startHttpServer(
  handle: (req: IncomingMessage, res: ServerResponse) => unknown,
): Promise<HttpServer> {
  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    try {
      await handle(req, res);
    } catch (error) {
      if (!res.headersSent) res.writeHead(500);
      res.end(String(error));
    }
  };
  const server = createServer((req, res) => void answer(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
