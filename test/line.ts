// A line to a server that can be cut, as a phone's in a tunnel: what is open breaks, and nothing is let through.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type Line = { url: string; cut(): void; restore(): void; close(): void };

/** @param to the server's address, as http://127.0.0.1:8080 */
export async function openLine(to: string): Promise<Line> {
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((client) => {
    if (isCut) return void client.destroy();
    const upstream = connect(Number(new URL(to).port), '127.0.0.1');
    client.pipe(upstream).pipe(client);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(one);
      one
        .on('error', () => {})
        .on('close', () => {
          open.delete(one);
          other.destroy();
        });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    isCut = true;
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    restore: () => void (isCut = false),
    close() {
      cut();
      server.close();
    },
  };
}
