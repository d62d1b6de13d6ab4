// The front of a cluster: an HTTP proxy that asks each API process on /readyz whether it takes requests. Request by
// request, not connection by connection: a client's connection outlives the process that answered it.
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';

export type Front = {
  url: string;
  /** Sends it requests as soon as, and as long as, it is ready. */
  add(name: string, url: string): void;
  remove(name: string): void;
  isReady(name: string): boolean;
  close(): Promise<void>;
};

/** `asked`: a question to `/readyz` is under way. */
type Backend = { url: URL; ready: boolean; asked: boolean; open: number };

const ASK_EVERY_MS = 250;
const ASK_WITHIN_MS = 2_000;
/** They belong to one connection, and there are two. */
const OF_A_CONNECTION = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);
/** Only a proxy in front may say these; a client could make them up. */
const OF_A_PROXY = new Set(['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host']);

/**
 * Listens.
 * @param trusted whether there is a proxy in front whose headers are passed on
 */
export async function openFront({
  port,
  host,
  trusted,
}: {
  port: number;
  host: string;
  trusted: boolean;
}): Promise<Front> {
  const backends = new Map<string, Backend>();
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 600_000 }, (req, res) =>
    forward(backends, trusted, req, res),
  );
  await listen(server, port, host);
  const { address, family, port: given } = server.address() as AddressInfo;
  const asking = setInterval(() => {
    for (const backend of backends.values()) void ask(backend);
  }, ASK_EVERY_MS);
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${given}`,
    add: (name, url) => void backends.set(name, { url: new URL(url), ready: false, asked: false, open: 0 }),
    remove: (name) => void backends.delete(name),
    isReady: (name) => backends.get(name)?.ready ?? false,
    async close() {
      clearInterval(asking);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** One question at a time: a process that has been halted answers none. */
async function ask(backend: Backend): Promise<void> {
  if (backend.asked) return;
  backend.asked = true;
  try {
    const signal = AbortSignal.timeout(ASK_WITHIN_MS);
    const response = await fetch(new URL('/readyz', backend.url), { signal });
    await response.arrayBuffer();
    backend.ready = response.ok;
  } catch {
    backend.ready = false;
  } finally {
    backend.asked = false;
  }
}

/** To the ready process with the fewest open requests. One that refuses the connection has seen nothing: the next one is asked. */
function forward(
  backends: Map<string, Backend>,
  trusted: boolean,
  req: IncomingMessage,
  res: ServerResponse,
): void {
  const [backend] = [...backends.values()].filter(({ ready }) => ready).sort((a, b) => a.open - b.open);
  if (!backend) return refuse(req, res, 'No process of the cluster is ready.');
  let connected = false;
  let answered = false;
  backend.open++;
  const upstream = request({
    host: backend.url.hostname,
    port: backend.url.port,
    method: req.method,
    path: req.url,
    headers: headersFor(req, trusted),
    // A connection for each request: one that is kept may close just when the next request is sent.
    agent: false,
  });
  upstream.once('socket', (socket) =>
    socket.once('connect', () => {
      connected = true;
      req.pipe(upstream);
    }),
  );
  upstream.once('close', () => backend.open--);
  upstream.on('error', () => {
    if (answered || res.destroyed) return;
    backend.ready = false;
    if (!connected) return forward(backends, trusted, req, res);
    refuse(req, res, 'The process that had this request has ended.');
  });
  upstream.once('response', (answer) => {
    answered = true;
    res.writeHead(answer.statusCode!, answer.statusMessage, passedOn(answer.rawHeaders, OF_A_CONNECTION));
    res.flushHeaders();
    pipeline(answer, res, () => {});
  });
  res.once('close', () => upstream.destroy());
}

function refuse(req: IncomingMessage, res: ServerResponse, what: string): void {
  req.resume();
  const error = { code: 'server_stopping', message: `${what} Try again.`, request_id: '', details: {} };
  res.writeHead(503, { 'Content-Type': 'application/json', 'Retry-After': '1' });
  res.end(JSON.stringify({ success: false, error }));
}

function headersFor(req: IncomingMessage, trusted: boolean): string[] {
  const left = trusted ? OF_A_CONNECTION : OF_A_CONNECTION.union(OF_A_PROXY);
  // Answered by node here, for its own connection.
  const headers = passedOn(req.rawHeaders, left.union(new Set(['expect', 'x-forwarded-for'])));
  const before = trusted ? req.headers['x-forwarded-for'] : undefined;
  headers.push('X-Forwarded-For', [before, req.socket.remoteAddress].flat().filter(Boolean).join(', '));
  if (!trusted || !req.headers['x-forwarded-proto']) headers.push('X-Forwarded-Proto', 'http');
  if (req.headers['transfer-encoding']) headers.push('Transfer-Encoding', 'chunked');
  return [...headers, 'Connection', 'close'];
}

/** @param raw names and values, in turn */
const passedOn = (raw: string[], left: ReadonlySet<string>): string[] =>
  raw.filter((_, place) => !left.has(raw[place - (place % 2)]!.toLowerCase()));

const listen = (server: Server, port: number, host: string) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
