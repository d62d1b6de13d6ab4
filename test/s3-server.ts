// An S3 server: s3rver, with what it lacks of multipart uploads, and with ways to fail.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import { testFolder } from './database.ts';

const BUCKET = 'docent';
/** The one account that s3rver knows. */
const ACCOUNT = 'S3RVER';

export type S3Server = {
  url: string;
  /** `away`: closes every connection. `broken`: breaks off in the middle of a file. `silent`: never responds. `unread`: takes files only. */
  mode: 'well' | 'away' | 'refusing' | 'full' | 'broken' | 'silent' | 'unread';
  /** Never responds to a PUT after so many. */
  silentAfterPuts?: number | undefined;
  /** Says what a bucket with versions says. */
  keepsVersions: boolean;
  /** Method and path of each request. */
  requests: string[];
  /** Requests that are not answered yet. */
  open: number;
  /** The variables of a Docent that uses it. */
  environment(prefix?: string): Record<string, string>;
  /** Keys and contents of all objects. */
  objects(): Map<string, Buffer>;
  /** Makes an object look as old as that. */
  age(key: string, days: number): void;
  /** Multipart uploads that were neither completed nor aborted. */
  unfinished(): string[];
  close(): Promise<void>;
};

const ERRORS = {
  refusing: [403, 'AccessDenied', 'Access Denied'],
  full: [507, 'XMinioStorageFull', 'Storage backend has reached its minimum free drive threshold.'],
} as const;

export async function startS3Server(): Promise<S3Server> {
  const directory = mkdtempSync(join(testFolder(), 's3-'));
  const configureBuckets = [{ name: BUCKET }];
  const s3 = new S3rver({ silent: true, directory, allowMismatchedSignatures: true, configureBuckets });
  s3.on('error', () => {});
  await s3.configureBuckets();
  const serve = s3.callback();
  const bucket = join(directory, BUCKET);
  const uploads = join(bucket, '._S3rver_uploads');
  const uploadIds = () =>
    existsSync(uploads) ? readdirSync(uploads).filter((id) => existsSync(join(uploads, id, 'key'))) : [];
  const keyOf = (id: string) => readFileSync(join(uploads, id, 'key'), 'utf8');

  const http = createServer((req, res) => {
    server.requests.push(`${req.method} ${req.url}`);
    server.open++;
    res.on('close', () => server.open--);
    respond(req, res);
  });

  let puts = 0;
  function respond(req: IncomingMessage, res: ServerResponse): void {
    const { mode } = server;
    const isPut = req.method === 'PUT';
    if (mode === 'silent' || (isPut && puts >= (server.silentAfterPuts ?? Infinity)))
      return void req.resume();
    if (isPut) puts++;
    if (mode === 'away') return void req.destroy();
    if (mode === 'refusing' || mode === 'full') return fail(req, res, ERRORS[mode]);
    if (mode === 'unread' && req.method === 'GET') return fail(req, res, ERRORS.refusing);
    const { pathname, searchParams } = new URL(req.url!, server.url);
    const id = searchParams.get('uploadId');
    if (req.method === 'DELETE' && id) {
      rmSync(join(uploads, id), { recursive: true, force: true });
      return void res.writeHead(204).end();
    }
    if (req.method === 'GET' && searchParams.has('uploads') && pathname === `/${BUCKET}/`)
      return list(res, searchParams.get('prefix') ?? '');
    if (server.keepsVersions && req.method === 'PUT') res.setHeader('x-amz-version-id', 'v1');
    if (server.keepsVersions && req.method === 'DELETE') res.setHeader('x-amz-delete-marker', 'true');
    if (mode === 'broken' && req.method === 'GET' && !searchParams.has('list-type')) breakOff(res);
    serve(req, res);
  }

  function list(res: ServerResponse, prefix: string): void {
    const found = uploadIds().filter((id) => keyOf(id).startsWith(prefix));
    const xml = found.map((id) => `<Upload><Key>${keyOf(id)}</Key><UploadId>${id}</UploadId></Upload>`);
    res.setHeader('content-type', 'application/xml');
    res.end(
      `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${xml.join('')}</ListMultipartUploadsResult>`,
    );
  }

  const server: S3Server = {
    url: '',
    mode: 'well',
    keepsVersions: false,
    requests: [],
    open: 0,
    environment: (prefix = 'files') => ({
      STORAGE_URL: `s3://${BUCKET}/${prefix}`,
      S3_ENDPOINT: server.url,
      AWS_ACCESS_KEY_ID: ACCOUNT,
      AWS_SECRET_ACCESS_KEY: ACCOUNT,
    }),
    objects: () => new Map(filesIn(bucket).map((path) => [nameOf(bucket, path), readFileSync(path)])),
    age(key, days) {
      const then = new Date(Date.now() - days * 86_400_000);
      utimesSync(join(bucket, key) + SUFFIX, then, then);
    },
    unfinished: () => uploadIds().map(keyOf),
    async close() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  server.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return server;
}

function fail(
  req: IncomingMessage,
  res: ServerResponse,
  [status, code, message]: (typeof ERRORS)[keyof typeof ERRORS],
): void {
  req.resume();
  res.writeHead(status, { 'content-type': 'application/xml' });
  res.end(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}

/** The connection ends after the first bytes of the body. */
function breakOff(res: ServerResponse): void {
  const { write } = res;
  res.write = ((piece: Buffer) => {
    write.call(res, piece.subarray(0, 100), 'utf8', () => res.destroy());
    return false;
  }) as typeof res.write;
}

const SUFFIX = '._S3rver_object';

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => path.endsWith(SUFFIX) && statSync(path).isFile());

const nameOf = (bucket: string, path: string) => path.slice(bucket.length + 1, -SUFFIX.length);
