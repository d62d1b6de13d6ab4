// The only reader of process.env. A bad value stops the start with one line that names the variable.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { efforts } from '../contract/efforts.ts';
import { parseStorageUrl, STORAGE_URL_FORM, type StorageLocation } from './storage-url.ts';

const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
const role = z.enum(['api', 'worker', 'admin'], { error: 'must be a comma list of api, worker, admin' });

const seconds = z.coerce.number().int().min(1, 'must be at least 1').max(3600, 'must be at most 3600');

/** Header names are lower case. */
const headers = z.string().transform((value, context) => {
  const parsed = z.record(z.string().regex(/^[A-Za-z0-9-]+$/), z.string()).safeParse(jsonOf(value));
  if (parsed.success)
    return Object.fromEntries(Object.entries(parsed.data).map(([name, text]) => [name.toLowerCase(), text]));
  context.addIssue('must be a JSON object of names and texts, such as {"X-Team": "docs"}');
  return z.NEVER;
});

function jsonOf(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

const masterKey = z
  .string()
  .refine(
    (value) => Buffer.from(value, 'base64').length === 32,
    'must be 32 bytes in base64: openssl rand -base64 32',
  );

const TESSERACT_LANGUAGES = 'must be a comma list of languages as Tesseract names them, such as eng,deu';

const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(10),
  ROLES: z
    .string()
    .default('api,worker,admin')
    .transform((value) => value.split(',').map((part) => part.trim()))
    .pipe(z.array(role).min(1)),
  PUBLIC_URL: httpUrl.optional(),
  STORAGE_URL: z
    .string()
    .transform((value, context) => {
      const location = parseStorageUrl(value);
      if (!location) context.addIssue(STORAGE_URL_FORM);
      return location ?? z.NEVER;
    })
    .optional(),
  S3_ENDPOINT: httpUrl.optional(),
  S3_PATH_STYLE: flag.optional(),
  AWS_REGION: z.string().min(1).default('us-east-1'),
  AWS_ACCESS_KEY_ID: z.string().min(1).optional(),
  AWS_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  AWS_SESSION_TOKEN: z.string().min(1).optional(),
  MASTER_KEY: masterKey.optional(),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: httpUrl.optional(),
  OPENAI_HEADERS: headers.optional(),
  MODEL_FIRST_BYTE_SECONDS: seconds.default(300),
  MODEL_BETWEEN_BYTES_SECONDS: seconds.default(120),
  HTTP_PROXY: httpUrl.optional(),
  HTTPS_PROXY: httpUrl.optional(),
  NO_PROXY: z.string().optional(),
  CHAT_MODEL: z.string().min(1).optional(),
  CHAT_FALLBACK_MODEL: z.string().min(1).optional(),
  CHAT_REWRITE_MODEL: z.string().min(1).optional(),
  CHAT_REASONING_EFFORT: z.enum(efforts).optional(),
  CHAT_CONTEXT_TOKENS: z.coerce.number().int().min(1024, 'must be at least 1024').max(10_000_000).optional(),
  EMBEDDING_MODEL: z.string().min(1).optional(),
  EMBEDDING_DIMENSIONS: z.coerce.number().int().min(8).max(4000).optional(),
  EMBEDDING_BATCH_SIZE: z.coerce.number().int().min(1).max(2048).default(128),
  EMBEDDING_MAX_TOKENS: z.coerce.number().int().min(64, 'must be at least 64').max(100_000).optional(),
  EMBEDDING_QUERY_PREFIX: z.string().max(500).optional(),
  EMBEDDING_DOCUMENT_PREFIX: z.string().max(500).optional(),
  RERANK_URL: httpUrl.optional(),
  RERANK_API_KEY: z.string().min(1).optional(),
  RERANK_SECONDS: z.coerce.number().min(0.1).max(60).default(2),
  ADMIN_EMAIL: z.email('must be an e-mail address').default('admin@localhost.local'),
  ADMIN_PASSWORD: z.string().min(12, 'must have at least 12 characters').optional(),
  BOOTSTRAP_API_KEY: z
    .string()
    .regex(/^sk_[A-Za-z0-9]{32,128}$/, 'must be sk_ followed by 32 to 128 letters and digits')
    .optional(),
  MAX_UPLOAD_MB: z.coerce.number().int().min(1).max(2048).default(200),
  MAX_FORM_MB: z.coerce.number().int().min(1).max(102_400).default(1000),
  MIN_FREE_DISK_MB: z.coerce.number().int().min(0).max(1_048_576).default(500),
  STRIPE_SECRET_KEY: z.string().min(1).optional(),
  STRIPE_WEBHOOK_SECRET: z.string().min(1).optional(),
  STRIPE_API_BASE: httpUrl.optional(),
  DEFAULT_REQUESTS_PER_MINUTE: z.coerce.number().int().min(0).max(1_000_000_000).default(600),
  PANEL_DEV: flag.default(false),
  LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  TRUST_PROXY: z.union([z.coerce.number().int().min(0), flag]).default(0),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  WEBHOOK_ALLOW_PRIVATE: flag.default(false),
  INGEST_ALLOW_PRIVATE: flag.default(false),
  UNKNOWN_MODELS: z.enum(['refuse', 'own']).default('refuse'),
  INGEST_HIDDEN: z.enum(['skip', 'read']).default('skip'),
  INGEST_CONTACT: z
    .string()
    .regex(
      /^[\x21-\x27\x2a-\x7e]{1,200}$/,
      'must be an address such as https://example.com/bot or bot@example.com',
    )
    .optional(),
  INGEST_CPU_SECONDS: z.coerce.number().min(1).max(600).default(10),
  INGEST_OCR: z.enum(['off', 'auto']).default('auto'),
  INGEST_OCR_LANGUAGES: z
    .string()
    .default('eng')
    .transform((value) => value.split(',').map((part) => part.trim()))
    .pipe(z.array(z.string().regex(/^[a-z]{3}(_[a-z]+)*$/, TESSERACT_LANGUAGES)).min(1)),
  INGEST_OCR_CPU_SECONDS: z.coerce.number().min(1).max(600).default(60),
  INGEST_OCR_MAX_PAGES: z.coerce.number().int().min(1).max(100_000).default(200),
  INGEST_OCR_URL: httpUrl.optional(),
  INGEST_OCR_MODEL: z.string().min(1).optional(),
  INGEST_OCR_API_KEY: z.string().min(1).optional(),
  ERASURE_JOURNAL_DIR: z.string().min(1).optional(),
  APP_KEYS_DIR: z.string().min(1).optional(),
  NEW_MASTER_KEY: masterKey.optional(),
});

/** The model of a server for which none is named. */
const DEFAULT_CHAT_MODEL = 'gpt-6-luna';

const NAMING_MODELS = ['CHAT_MODEL', 'CHAT_FALLBACK_MODEL', 'CHAT_REWRITE_MODEL', 'EMBEDDING_MODEL'] as const;

/** The names of all variables, for the test of the documentation. */
export const variables = Object.keys(Environment.shape);

export type Config = ReturnType<typeof readConfig>;
export type Role = z.infer<typeof role>;

/** The environment is invalid. The message is one line for the operator. */
export class ConfigError extends Error {}

const PROJECT = new URL('../../', import.meta.url);

/** The variables of this process, and those of a .env file in a folder that are not set otherwise. */
export const readEnvironment = (folder = PROJECT): Record<string, string | undefined> => ({
  ...readEnvFile(folder),
  ...process.env,
});

/** The names of our variables that come from the .env file, without their values. */
export const namesFromFile = (folder = PROJECT): string[] =>
  Object.keys(readEnvFile(folder)).filter(
    (name) => variables.includes(name) && process.env[name] === undefined,
  );

function readEnvFile(folder: URL): Record<string, string | undefined> {
  const file = new URL('.env', folder);
  return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
}

/** Reads and validates the environment. @throws ConfigError naming the first invalid variable and what it must be */
export function readConfig(environment: Record<string, string | undefined> = readEnvironment()) {
  const given = Object.fromEntries(
    [...lowerCaseProxies(environment), ...Object.entries(environment)].filter(
      ([, value]) => value !== undefined && value !== '',
    ),
  );
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new ConfigError(`${issue.path[0]?.toString()} ${issue.message.replace(/^Invalid input: /, '')}`);
  }
  const env = parsed.data;
  const dataDir = resolve(env.DATA_DIR);
  const storage: StorageLocation = env.STORAGE_URL ?? { kind: 'folder', folder: resolve(dataDir, 'blobs') };
  const hasModelServer = Boolean(env.OPENAI_API_KEY || env.OPENAI_BASE_URL);
  const named = NAMING_MODELS.find((name) => env[name]);
  if (!hasModelServer && named)
    throw new ConfigError(
      `${named} needs OPENAI_API_KEY or OPENAI_BASE_URL, because it names a model of that server`,
    );
  if (Boolean(env.STRIPE_SECRET_KEY) !== Boolean(env.STRIPE_WEBHOOK_SECRET))
    throw new ConfigError('STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET must be set together');
  if (Boolean(env.INGEST_OCR_URL) !== Boolean(env.INGEST_OCR_MODEL))
    throw new ConfigError('INGEST_OCR_URL and INGEST_OCR_MODEL must be set together');
  if (Boolean(env.AWS_ACCESS_KEY_ID) !== Boolean(env.AWS_SECRET_ACCESS_KEY))
    throw new ConfigError('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set together');
  return {
    port: env.PORT,
    host: env.HOST,
    dataDir,
    databaseUrl: env.DATABASE_URL,
    databasePool: env.DATABASE_POOL,
    roles: new Set<Role>(env.ROLES),
    publicUrl: (env.PUBLIC_URL ?? `http://${hostOf(env.HOST)}:${env.PORT}`).replace(/\/$/, ''),
    storage,
    /** The server of buckets, for STORAGE_URL and for moves. */
    s3: {
      endpoint: env.S3_ENDPOINT,
      region: env.AWS_REGION,
      /** `https://server/bucket/key`, as most servers that are not Amazon's have it. */
      pathStyle: env.S3_PATH_STYLE ?? env.S3_ENDPOINT !== undefined,
      /** Undefined: those of a profile or of the machine. */
      credentials:
        env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY
          ? {
              accessKeyId: env.AWS_ACCESS_KEY_ID,
              secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
              ...(env.AWS_SESSION_TOKEN && { sessionToken: env.AWS_SESSION_TOKEN }),
            }
          : undefined,
    },
    masterKey: env.MASTER_KEY ? Buffer.from(env.MASTER_KEY, 'base64') : undefined,
    /** The key that npm run keys:rotate-master changes to; without it, one is generated. */
    newMasterKey: env.NEW_MASTER_KEY ? Buffer.from(env.NEW_MASTER_KEY, 'base64') : undefined,
    models: {
      server: hasModelServer
        ? {
            baseUrl: (env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1').replace(/\/$/, ''),
            apiKey: env.OPENAI_API_KEY,
            headers: env.OPENAI_HEADERS ?? {},
          }
        : undefined,
      firstByteMs: env.MODEL_FIRST_BYTE_SECONDS * 1_000,
      betweenBytesMs: env.MODEL_BETWEEN_BYTES_SECONDS * 1_000,
      chat: hasModelServer ? (env.CHAT_MODEL ?? DEFAULT_CHAT_MODEL) : 'builtin-extractive',
      /** Answers if the first model cannot be reached; an app can name its own. */
      fallback: env.CHAT_FALLBACK_MODEL,
      /** Rewrites follow-ups; undefined: the model that answers. */
      rewrite: env.CHAT_REWRITE_MODEL,
      effort: env.CHAT_REASONING_EFFORT,
      /** Tokens of a prompt and its answer; undefined: as known of the model. */
      contextTokens: env.CHAT_CONTEXT_TOKENS,
      // Many model servers have no embeddings (vLLM, LM Studio with one model): only OpenAI itself has a default.
      embedding:
        env.EMBEDDING_MODEL ??
        (hasModelServer && !env.OPENAI_BASE_URL ? 'text-embedding-3-small' : 'builtin-hash'),
      embeddingDimensions: env.EMBEDDING_DIMENSIONS,
      embeddingBatchSize: env.EMBEDDING_BATCH_SIZE,
      /** Longest text of the embedding model; undefined: as known of the model. */
      embeddingMaxTokens: env.EMBEDDING_MAX_TOKENS,
      /** The endpoint that puts passages in order; undefined: apps have no re-ranking model. */
      reranker: env.RERANK_URL ? { baseUrl: env.RERANK_URL, apiKey: env.RERANK_API_KEY } : undefined,
      rerankMs: env.RERANK_SECONDS * 1_000,
      queryPrefix: env.EMBEDDING_QUERY_PREFIX,
      documentPrefix: env.EMBEDDING_DOCUMENT_PREFIX,
    },
    /** For calls of models and documents that are fetched. */
    proxies: { http: env.HTTP_PROXY, https: env.HTTPS_PROXY, none: env.NO_PROXY },
    adminEmail: env.ADMIN_EMAIL,
    adminPassword: env.ADMIN_PASSWORD,
    bootstrapApiKey: env.BOOTSTRAP_API_KEY,
    maxUploadBytes: env.MAX_UPLOAD_MB * 1024 * 1024,
    /** All of a request with files; never less than one file and its form. */
    maxFormBytes: (Math.max(env.MAX_FORM_MB, env.MAX_UPLOAD_MB) + 1) * 1024 * 1024,
    /** Uploads are refused while the disk of the folder of files has less. */
    minFreeBytes: env.MIN_FREE_DISK_MB * 1024 * 1024,
    /** Undefined: invoices are paid by hand. */
    stripe: env.STRIPE_SECRET_KEY
      ? {
          secretKey: env.STRIPE_SECRET_KEY,
          webhookSecret: env.STRIPE_WEBHOOK_SECRET!,
          apiBase: env.STRIPE_API_BASE,
        }
      : undefined,
    /** For keys without their own limit; 0: none. */
    defaultRequestsPerMinute: env.DEFAULT_REQUESTS_PER_MINUTE,
    /** Serves the panel from its source with hot reload; set by npm run dev. */
    panelDev: env.PANEL_DEV,
    logLevel: env.LOG_LEVEL,
    trustProxy: env.TRUST_PROXY,
    /** Required to read /metrics; without it, only this machine may. */
    metricsToken: env.METRICS_TOKEN,
    /** Base URL of an OTLP/HTTP collector. */
    otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
    /** Allows webhooks to loopback and private addresses. */
    webhookAllowPrivate: env.WEBHOOK_ALLOW_PRIVATE,
    /** Allows documents to be fetched from loopback and private addresses. */
    ingestAllowPrivate: env.INGEST_ALLOW_PRIVATE,
    /** CPU time that reading a document may take, in addition to that per megabyte. */
    unknownModels: env.UNKNOWN_MODELS,
    ingestHidden: env.INGEST_HIDDEN,
    /** Undefined: pages without text are not recognised. */
    ocr:
      env.INGEST_OCR === 'auto'
        ? {
            languages: env.INGEST_OCR_LANGUAGES,
            /** CPU time of a page. */
            cpuMs: env.INGEST_OCR_CPU_SECONDS * 1_000,
            mostPages: env.INGEST_OCR_MAX_PAGES,
            /** Undefined: Tesseract, on this machine. */
            model: env.INGEST_OCR_MODEL,
            server: env.INGEST_OCR_URL
              ? { baseUrl: env.INGEST_OCR_URL.replace(/\/$/, ''), apiKey: env.INGEST_OCR_API_KEY }
              : undefined,
          }
        : undefined,
    /** Whom the owner of a site may write to: sent with every request for a page. */
    ingestContact: env.INGEST_CONTACT,
    ingestCpuSeconds: env.INGEST_CPU_SECONDS,
    /**
     * One secret file per app, needed to open its data key: kept out of the database and its backups. Whoever reads
     * blobs needs it, so with a shared folder as STORAGE_URL it is there by default. Never in a bucket: a bucket is
     * backed up.
     */
    appKeysDir: resolve(
      dataDir,
      env.APP_KEYS_DIR ??
        (env.STORAGE_URL?.kind === 'folder' ? resolve(env.STORAGE_URL.folder, 'app-keys') : 'app-keys'),
    ),
    /** The record of erasures outside the database, for restored backups. */
    erasureJournalDir: resolve(dataDir, env.ERASURE_JOURNAL_DIR ?? 'erasure-journal'),
  };
}

/** A listening address as in a URL: 0.0.0.0 is localhost, IPv6 is in brackets. */
function hostOf(address: string): string {
  if (address === '0.0.0.0' || address === '::') return 'localhost';
  return address.includes(':') ? `[${address}]` : address;
}

/** Proxies are often named in lower case; curl knows http_proxy only so. */
const lowerCaseProxies = (environment: Record<string, string | undefined>) =>
  ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].map((name) => [name, environment[name.toLowerCase()]] as const);
