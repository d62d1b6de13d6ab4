import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';
import { namesFromFile, readEnvironment } from './environment.ts';
import { readOptions } from './read-options.ts';

test('an empty environment gives a server that works without any key', () => {
  const config = readConfig({});
  expect(config).toMatchObject({ port: 3000, host: '127.0.0.1', publicUrl: 'http://127.0.0.1:3000' });
  expect(config.models).toMatchObject({
    server: undefined,
    chat: 'builtin-extractive',
    embedding: 'builtin-hash',
  });
  expect([...config.roles]).toEqual(['api', 'worker', 'admin']);
});

test.each([
  [{ PORT: 'eighty' }, /^PORT /],
  [{ ROLES: 'api,chef' }, /^ROLES must be a comma list of api, worker, admin/],
  [{ DATABASE_URL: 'mysql://x' }, /^DATABASE_URL must begin with postgres/],
  [{ MASTER_KEY: 'short' }, /^MASTER_KEY must be 32 bytes in base64/],
  [{ STORAGE_URL: 's3://Bucket' }, /^STORAGE_URL must be file:/],
  [{ STORAGE_URL: 's3://bucket/../other' }, /^STORAGE_URL must be file:/],
  [{ AWS_ACCESS_KEY_ID: 'id' }, /^AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set together/],
  [{ CHAT_MODEL: 'gpt-4o' }, /^CHAT_MODEL needs OPENAI_API_KEY or OPENAI_BASE_URL/],
  [{ BOOTSTRAP_API_KEY: 'secret' }, /^BOOTSTRAP_API_KEY must be sk_/],
  [{ PUBLIC_URL: 'ftp://x' }, /^PUBLIC_URL must be an http or https URL/],
])('%j is refused in one line that names the variable', (environment, message) => {
  expect(() => readConfig(environment as Record<string, string>)).toThrowError(ConfigError);
  expect(() => readConfig(environment as Record<string, string>)).toThrowError(message);
});

test.each([
  ['::', 'http://localhost:3000'],
  ['::1', 'http://[::1]:3000'],
  ['0.0.0.0', 'http://localhost:3000'],
])('HOST %s gives a URL that can be read: %s', (HOST, url) => {
  expect(readConfig({ HOST }).publicUrl).toBe(url);
  expect(URL.canParse(url)).toBe(true);
});

test('a storage folder is taken as it is written', () => {
  const shared = readConfig({ STORAGE_URL: 'file:///data/my%20blobs' });
  expect(shared.storage).toEqual({ kind: 'folder', folder: '/data/my blobs' });
  expect(shared.appKeysDir).toBe('/data/my blobs/app-keys');
  expect(() => readConfig({ STORAGE_URL: 'file://data/blobs' })).toThrow(/^STORAGE_URL must be file:/);
});

test('a bucket needs its URL only; the keys of apps stay outside it', () => {
  const { storage, s3, appKeysDir } = readConfig({
    STORAGE_URL: 's3://my.bucket/docent/files/',
    DATA_DIR: '/data',
  });
  expect(storage).toEqual({ kind: 's3', bucket: 'my.bucket', prefix: 'docent/files/' });
  expect(readConfig({ STORAGE_URL: 's3://bucket' }).storage).toMatchObject({ prefix: '' });
  expect(s3).toEqual({ region: 'us-east-1', pathStyle: false, endpoint: undefined, credentials: undefined });
  expect(appKeysDir).toBe('/data/app-keys');
  const own = {
    S3_ENDPOINT: 'http://127.0.0.1:9000',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'secret',
  };
  expect(readConfig(own).s3).toMatchObject({
    endpoint: 'http://127.0.0.1:9000',
    pathStyle: true,
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
  });
  expect(readConfig({ ...own, S3_PATH_STYLE: 'false' }).s3.pathStyle).toBe(false);
});

test('an empty value counts as unset', () => {
  expect(readConfig({ PORT: '', OPENAI_API_KEY: '' }).port).toBe(3000);
});

test("OpenAI's own server brings its embedding model, any other only what is named", () => {
  expect(readConfig({ OPENAI_API_KEY: 'k' }).models.embedding).toBe('text-embedding-3-small');
  expect(readConfig({ OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1' }).models.embedding).toBe('builtin-hash');
});

test('a .env file counts where a variable is not set otherwise', () => {
  const folder = mkdtempSync(join(tmpdir(), 'docent-env-'));
  writeFileSync(
    join(folder, '.env'),
    'DOCENT_TEST_A="query: "\nPATH=elsewhere\n# comment\nSITE_X=1\nMAX_FORM_MB=9\n',
  );
  try {
    const environment = readEnvironment(pathToFileURL(`${folder}/`));
    expect(environment).toMatchObject({ DOCENT_TEST_A: 'query: ', PATH: process.env['PATH'] });
    expect(namesFromFile(pathToFileURL(`${folder}/`))).toEqual(['MAX_FORM_MB']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a start takes --port and --host, and refuses any other option', () => {
  expect(readOptions(['--port', '4000', '--host=0.0.0.0'])).toEqual({ PORT: '4000', HOST: '0.0.0.0' });
  expect(() => readOptions(['--prot', '4000'])).toThrow(/^Unknown option '--prot'. The options are --port/);
  expect(() => readOptions(['4000'])).toThrow(ConfigError);
});

test('headers are JSON, proxies may be named in lower case', () => {
  const server = { OPENAI_BASE_URL: 'http://127.0.0.1:1/v1' };
  const { models, proxies } = readConfig({
    ...server,
    OPENAI_HEADERS: '{"X-Team":"docs"}',
    http_proxy: 'http://p:1',
  });
  expect(models.server!.headers).toEqual({ 'x-team': 'docs' });
  expect(proxies.http).toBe('http://p:1');
  expect(() => readConfig({ ...server, OPENAI_HEADERS: 'X-Team: docs' })).toThrow(
    /^OPENAI_HEADERS must be a JSON object/,
  );
  expect(() => readConfig({ CHAT_FALLBACK_MODEL: 'm' })).toThrow(/^CHAT_FALLBACK_MODEL needs/);
});
