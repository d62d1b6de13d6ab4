#!/usr/bin/env bash
# @aws-sdk/client-s3 3.1169.0 with @smithy/node-http-handler 4.14.2. `requestTimeout` does not end a request.
#
# Guess: a client with `requestTimeout: 300` gives up on a server that takes a request and never responds.
# Seen: it writes a line to the console and waits on. Only `throwOnRequestTimeout: true` beside it makes it an error, and then
# the standard retries apply. `socketTimeout` does end it, and also ends the download of a reader that pauses.
#
#     requestTimeout alone: still waiting after 2 s
#     with throwOnRequestTimeout: TimeoutError
#     socketTimeout, and a reader that pauses: TimeoutError
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund @aws-sdk/client-s3@3.1169.0 @smithy/node-http-handler@4.14.2 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';

// Listings are never answered; an object has 50 MB.
const server = http.createServer((req, res) => {
  if (req.url.includes('list-type')) return;
  res.writeHead(200, { 'content-length': 50_000_000 });
  res.end(Buffer.alloc(50_000_000));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const client = (requestHandler) =>
  new S3Client({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${server.address().port}`,
    forcePathStyle: true,
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    maxAttempts: 1,
    logger: { trace() {}, debug() {}, info() {}, warn() {}, error() {} },
    requestHandler: { logger: { warn() {} }, ...requestHandler },
  });
const list = async (handler) =>
  Promise.race([
    client(handler)
      .send(new ListObjectsV2Command({ Bucket: 'bucket' }))
      .catch((error) => error.name),
    sleep(2_000, 'still waiting after 2 s'),
  ]);
console.log('requestTimeout alone:', await list({ requestTimeout: 300 }));
console.log('with throwOnRequestTimeout:', await list({ requestTimeout: 300, throwOnRequestTimeout: true }));

const { Body } = await client({ socketTimeout: 300 }).send(new GetObjectCommand({ Bucket: 'bucket', Key: 'key' }));
let end = 'read to its end';
try {
  let first = true;
  for await (const _piece of Body) {
    if (first) await sleep(1_500);
    first = false;
  }
} catch (error) {
  end = error.name;
}
console.log('socketTimeout, and a reader that pauses:', end);
process.exit(0);
PROBE

cat >expected.txt <<'EXPECTED'
requestTimeout alone: still waiting after 2 s
with throwOnRequestTimeout: TimeoutError
socketTimeout, and a reader that pauses: TimeoutError
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
