// An HTTP proxy in this process. Whatever it is asked to connect to, it connects to one server of the test.
import { createServer, request } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export type ProxyServer = {
  url: string;
  /** What was asked for: host and port of CONNECT, or a whole address; and the login. */
  asked: { target: string; login: string | undefined }[];
  close(): Promise<void>;
};

/** @param port of the server that it connects to; undefined: it refuses */
export async function startProxyServer(port: number | undefined): Promise<ProxyServer> {
  const asked: ProxyServer['asked'] = [];
  const sockets = new Set<Socket>();
  const server = createServer((req, res) => {
    asked.push({ target: req.url!, login: req.headers['proxy-authorization'] });
    const { pathname, search } = new URL(req.url!);
    const forward = {
      port,
      host: '127.0.0.1',
      method: req.method,
      path: pathname + search,
      headers: req.headers,
    };
    req.pipe(
      request(forward, (upstream) => {
        res.writeHead(upstream.statusCode!, upstream.headers);
        upstream.pipe(res);
      }),
    );
  });
  server.on('connect', (req, client: Socket) => {
    asked.push({ target: req.url!, login: req.headers['proxy-authorization'] });
    sockets.add(client);
    if (port === undefined) return void client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy());
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
