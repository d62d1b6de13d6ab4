// A TCP proxy in front of a database server, whose connections can be cut, silenced and refused.
import { connect, createServer, type Socket } from 'node:net';

export type Gate = {
  /** The address of a database through this proxy. */
  through(url: string): string;
  /** How many connections are open. */
  open(): number;
  /** Cuts every connection; new ones are taken. */
  cut(): void;
  /** Half-open: the connections that there are stay open and nothing passes, as after a lost route; new ones work. */
  strand(): void;
  /** The same with every connection, also a new one, until `resume`. */
  halt(): void;
  resume(): void;
  /** Cuts every connection and takes no new ones. */
  shut(): void;
  reopen(): Promise<void>;
};

export async function openGate(target: URL): Promise<Gate> {
  const links = new Map<Socket, Socket>();
  let halted = false;
  const server = createServer((socket) => {
    const inner = connect(Number(target.port || 5432), target.hostname);
    for (const [one, other] of [
      [socket, inner],
      [inner, socket],
    ] as const) {
      links.set(one, other);
      if (!halted) one.pipe(other);
      one
        .on('error', () => {})
        .on('close', () => {
          links.delete(one);
          other.destroy();
        });
    }
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as { port: number };
  const cut = () => {
    for (const link of links.keys()) link.destroy();
  };
  const strand = () => {
    for (const [link, other] of links) link.unpipe(other);
  };
  return {
    through: (url) => Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href,
    open: () => links.size / 2,
    cut,
    strand,
    halt() {
      halted = true;
      strand();
    },
    resume() {
      halted = false;
      for (const [link, other] of links) link.unpipe(other).pipe(other);
    },
    shut() {
      server.close();
      cut();
    },
    reopen: () => listen(port),
  };
}
