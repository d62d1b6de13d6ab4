#!/usr/bin/env bash
# @20minutes/s3rver 5.0.0 with @aws-sdk/client-s3 3.1169.0. Operations on a bucket and streamed uploads are refused.
#
# Guess: a test server for S3 takes what the official client sends with its defaults.
# Seen: it signs the path of a bucket without the slash that the client sends (`/bucket/?list-type=2`), so every listing is
# SignatureDoesNotMatch, with the right secret too; `allowMismatchedSignatures: true` is needed. And it does not know the checksums
# behind a stream (`STREAMING-UNSIGNED-PAYLOAD-TRAILER`), the client's default since 3.729; with WHEN_REQUIRED it takes them.
#
#     put of a buffer: taken
#     list: SignatureDoesNotMatch
#     list, mismatches allowed: taken
#     put of a stream: InvalidArgument
#     put of a stream, WHEN_REQUIRED: taken
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund @aws-sdk/client-s3@3.1169.0 @20minutes/s3rver@5.0.0 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { Readable } from 'node:stream';
import S3rver from '@20minutes/s3rver';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const start = async (allowMismatchedSignatures) => {
  const buckets = [{ name: 'bucket' }];
  const directory = `./data-${allowMismatchedSignatures}`;
  const server = new S3rver({
    address: '127.0.0.1', port: 0, silent: true, directory, allowMismatchedSignatures, configureBuckets: buckets,
  });
  server.on('error', () => {});
  return (await server.run()).port;
};
const client = (port, requestChecksumCalculation) =>
  new S3Client({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    forcePathStyle: true,
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    logger: { trace() {}, debug() {}, info() {}, warn() {}, error() {} },
    ...(requestChecksumCalculation && { requestChecksumCalculation }),
  });
const report = async (what, sent) => console.log(`${what}:`, await sent.then(() => 'taken', (error) => error.name));
const put = (Body, ContentLength) => new PutObjectCommand({ Bucket: 'bucket', Key: 'key', Body, ContentLength });
const stream = () => put(Readable.from([Buffer.from('hello')]), 5);
const list = new ListObjectsV2Command({ Bucket: 'bucket' });

const strict = await start(false);
await report('put of a buffer', client(strict).send(put(Buffer.from('hello'))));
await report('list', client(strict).send(list));
await report('list, mismatches allowed', client(await start(true)).send(list));
await report('put of a stream', client(strict).send(stream()));
await report('put of a stream, WHEN_REQUIRED', client(strict, 'WHEN_REQUIRED').send(stream()));
process.exit(0);
PROBE

cat >expected.txt <<'EXPECTED'
put of a buffer: taken
list: SignatureDoesNotMatch
list, mismatches allowed: taken
put of a stream: InvalidArgument
put of a stream, WHEN_REQUIRED: taken
EXPECTED

node probe.mjs >seen.txt 2>/dev/null
diff expected.txt seen.txt && echo 'as recorded'
