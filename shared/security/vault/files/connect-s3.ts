import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { S3Client } from '@aws-sdk/client-s3';
import type { Config } from '../../../platform/config.ts';

const CONNECT_MS = 5_000;
/** Until the response begins: a whole part is sent before that. */
const RESPOND_MS = 120_000;
const ATTEMPTS = 4;
/** A slow reader of a download has a connection of its own. */
const MOST_CONNECTIONS = 1_000;

const quiet = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** A client of an S3 server. Without credentials, it looks for them as all of Amazon's programs do. */
export function connectS3({ s3, proxies }: Pick<Config, 's3' | 'proxies'>): S3Client {
  const agent = {
    keepAlive: true,
    maxSockets: MOST_CONNECTIONS,
    // Only these three are read; the type asks for a whole environment.
    proxyEnv: {
      HTTP_PROXY: proxies.http,
      HTTPS_PROXY: proxies.https,
      NO_PROXY: proxies.none,
    } as unknown as NodeJS.ProcessEnv,
  };
  return new S3Client({
    region: s3.region,
    ...(s3.endpoint && { endpoint: s3.endpoint }),
    ...(s3.credentials && { credentials: s3.credentials }),
    forcePathStyle: s3.pathStyle,
    maxAttempts: ATTEMPTS,
    retryMode: 'standard',
    // Many servers refuse the checksums that are sent otherwise; every file has an authentication tag of its own.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    logger: quiet,
    requestHandler: {
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
      connectionTimeout: CONNECT_MS,
      requestTimeout: RESPOND_MS,
      // Without this, a request that takes too long is a line on the console.
      throwOnRequestTimeout: true,
      socketTimeout: 0,
    },
  });
}
