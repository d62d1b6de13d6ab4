// The limit for any service in between: a proxy that does nothing else.
// node bench/proxy.ts MODEL_PORT → prints its port.
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
const port = Number(process.argv[2]);
const server = createServer((req, res) => {
  const upstream = request(
    { host: '127.0.0.1', port, path: '/v1/chat/completions', method: 'POST', headers: req.headers, agent },
    (answer) => {
      res.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(res);
    },
  );
  req.pipe(upstream);
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.on('SIGTERM', () => process.exit(0));
