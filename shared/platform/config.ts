// The only reader of process.env. A bad value stops the start with one line that names the variable.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
const role = z.enum(['api', 'worker', 'admin'], { error: 'must be a comma list of api, worker, admin' });

const masterKey = z
  .string()
  .refine(
    (value) => Buffer.from(value, 'base64').length === 32,
    'must be 32 bytes in base64: openssl rand -base64 32',
  );

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
    .regex(/^file:\/\/\/[^?#]+$/, 'must be a file:/// URL with an absolute path; s3:// is not supported yet')
    .optional(),
  MASTER_KEY: masterKey.optional(),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: httpUrl.optional(),
  CHAT_MODEL: z.string().min(1).optional(),
  EMBEDDING_MODEL: z.string().min(1).optional(),
  EMBEDDING_DIMENSIONS: z.coerce.number().int().min(8).max(4000).optional(),
  ADMIN_EMAIL: z.email('must be an e-mail address').default('admin@localhost.local'),
  ADMIN_PASSWORD: z.string().min(12, 'must have at least 12 characters').optional(),
  BOOTSTRAP_API_KEY: z
    .string()
    .regex(/^sk_[A-Za-z0-9]{32,128}$/, 'must be sk_ followed by 32 to 128 letters and digits')
    .optional(),
  MAX_UPLOAD_MB: z.coerce.number().int().min(1).max(2048).default(200),
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
  INGEST_CPU_SECONDS: z.coerce.number().min(1).max(600).default(10),
  ERASURE_JOURNAL_DIR: z.string().min(1).optional(),
  APP_KEYS_DIR: z.string().min(1).optional(),
  NEW_MASTER_KEY: masterKey.optional(),
});

/** The names of all variables, for the test of the documentation. */
export const variables = Object.keys(Environment.shape);

export type Config = ReturnType<typeof readConfig>;
export type Role = z.infer<typeof role>;

/** The environment is invalid. The message is one line for the operator. */
export class ConfigError extends Error {}

/** Reads and validates the environment. @throws ConfigError naming the first invalid variable and what it must be */
export function readConfig(environment: Record<string, string | undefined> = process.env) {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new ConfigError(`${issue.path[0]?.toString()} ${issue.message.replace(/^Invalid input: /, '')}`);
  }
  const env = parsed.data;
  const dataDir = resolve(env.DATA_DIR);
  const blobDir = env.STORAGE_URL ? fileURLToPath(env.STORAGE_URL) : resolve(dataDir, 'blobs');
  const hasModelServer = Boolean(env.OPENAI_API_KEY || env.OPENAI_BASE_URL);
  if (!hasModelServer && (env.CHAT_MODEL || env.EMBEDDING_MODEL))
    throw new ConfigError(
      `${env.CHAT_MODEL ? 'CHAT_MODEL' : 'EMBEDDING_MODEL'} needs OPENAI_API_KEY or OPENAI_BASE_URL, because it names a model of that server`,
    );
  if (Boolean(env.STRIPE_SECRET_KEY) !== Boolean(env.STRIPE_WEBHOOK_SECRET))
    throw new ConfigError('STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET must be set together');
  return {
    port: env.PORT,
    host: env.HOST,
    dataDir,
    databaseUrl: env.DATABASE_URL,
    databasePool: env.DATABASE_POOL,
    roles: new Set<Role>(env.ROLES),
    publicUrl: (env.PUBLIC_URL ?? `http://${hostOf(env.HOST)}:${env.PORT}`).replace(/\/$/, ''),
    blobDir,
    masterKey: env.MASTER_KEY ? Buffer.from(env.MASTER_KEY, 'base64') : undefined,
    /** The key that npm run keys:rotate-master changes to; without it, one is generated. */
    newMasterKey: env.NEW_MASTER_KEY ? Buffer.from(env.NEW_MASTER_KEY, 'base64') : undefined,
    models: {
      server: hasModelServer
        ? {
            baseUrl: (env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1').replace(/\/$/, ''),
            apiKey: env.OPENAI_API_KEY ?? 'none',
          }
        : undefined,
      chat: hasModelServer ? (env.CHAT_MODEL ?? 'gpt-4o-mini') : 'builtin-extractive',
      // Many model servers have no embeddings (vLLM, LM Studio with one model): only OpenAI itself has a default.
      embedding:
        env.EMBEDDING_MODEL ??
        (hasModelServer && !env.OPENAI_BASE_URL ? 'text-embedding-3-small' : 'builtin-hash'),
      embeddingDimensions: env.EMBEDDING_DIMENSIONS,
    },
    adminEmail: env.ADMIN_EMAIL,
    adminPassword: env.ADMIN_PASSWORD,
    bootstrapApiKey: env.BOOTSTRAP_API_KEY,
    maxUploadBytes: env.MAX_UPLOAD_MB * 1024 * 1024,
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
    ingestCpuSeconds: env.INGEST_CPU_SECONDS,
    /**
     * One secret file per app, needed to open its data key: kept out of the database and its backups. Whoever reads
     * blobs needs it, so with a shared STORAGE_URL it is there by default.
     */
    appKeysDir: resolve(
      dataDir,
      env.APP_KEYS_DIR ?? (env.STORAGE_URL ? resolve(blobDir, 'app-keys') : 'app-keys'),
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
