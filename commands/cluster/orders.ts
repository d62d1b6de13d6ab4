// Orders to a running cluster, through a socket in its data folder.
import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CommandError } from '../../shared/platform/run-command.ts';
import { ConfigError } from '../../shared/platform/config.ts';

/** The longest path of a socket in Linux. */
const LONGEST_PATH = 107;
const DONE = 'done';

const socketIn = (dataDir: string) => join(dataDir, 'cluster.sock');

/** @returns what the cluster says meanwhile @throws CommandError if none is running, or it fails */
export async function* sendRoll(dataDir: string): AsyncGenerator<string, void, undefined> {
  const socket = connect(socketIn(dataDir));
  let last = '';
  try {
    socket.write('roll\n');
    for await (const line of createInterface(socket)) {
      last = line;
      if (line !== DONE) yield line;
    }
  } catch {
    // Said below.
  }
  if (last === DONE) return;
  throw new CommandError(
    last === ''
      ? `No cluster runs with DATA_DIR ${dataDir}. Start one: npm run cluster -- --api 2 --worker 2`
      : 'Not all processes were restarted. The others run as before',
  );
}

/**
 * Takes orders until the server is closed.
 * @throws ConfigError if another cluster runs in this folder
 */
export async function takeRolls(
  dataDir: string,
  roll: (tell: (line: string) => void) => Promise<void>,
): Promise<Server> {
  const path = socketIn(dataDir);
  if (Buffer.byteLength(path) > LONGEST_PATH)
    throw new ConfigError(`DATA_DIR is too long for a socket: ${path} has more than ${LONGEST_PATH} bytes`);
  if (await isTaken(path)) throw new ConfigError(`a cluster runs with DATA_DIR ${dataDir} already`);
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    socket.on('error', () => {});
    const tell = (line: string) => void socket.write(`${line}\n`);
    createInterface(socket).on('line', (line) => {
      if (line !== 'roll') return;
      roll(tell)
        .then(
          () => tell(DONE),
          (error: Error) => tell(error.message),
        )
        .finally(() => socket.end());
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return server;
}

const isTaken = (path: string) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
