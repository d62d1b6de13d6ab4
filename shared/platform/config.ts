// The configuration, from the environment. A bad value stops the start with one line that names the variable.
import { resolve } from 'node:path';
import type { z } from 'zod';
import { Environment, readEnvironment } from './environment.ts';
import type { StorageLocation } from './storage-url.ts';

/** The model of a server for which none is named. */
const DEFAULT_CHAT_MODEL = 'gpt-6-luna';

const NAMING_MODELS = ['CHAT_MODEL', 'CHAT_FALLBACK_MODEL', 'CHAT_REWRITE_MODEL', 'EMBEDDING_MODEL'] as const;

export type Config = ReturnType<typeof readConfig>;
export type Role = z.output<typeof Environment>['ROLES'][number];

/** The environment is invalid. The message is one line for the operator. */
export class ConfigError extends Error {}

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
  if (Boolean(env.OIDC_ISSUER) !== Boolean(env.OIDC_CLIENT_ID))
    throw new ConfigError('OIDC_ISSUER and OIDC_CLIENT_ID must be set together');
  if (env.SMTP_FROM && !env.SMTP_URL) throw new ConfigError('SMTP_FROM needs SMTP_URL');
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
    /** Past the pooler that DATABASE_URL leads to; undefined: there is none, or no other way. */
    databaseDirectUrl: env.DATABASE_DIRECT_URL,
    preparing: env.DATABASE_PREPARED_STATEMENTS,
    roles: new Set<Role>(env.ROLES),
    publicUrl: (env.PUBLIC_URL ?? `http://${hostOf(env.HOST)}:${env.PORT}`).replace(/\/$/, ''),
    /** How long a process that is to stop still serves requests, at most. */
    drainMs: env.DRAIN_SECONDS * 1_000,
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
    /** Undefined: no mail is sent. */
    /** A font for what DejaVu Sans lacks. */
    pdfFont: env.PDF_FONT,
    smtp: env.SMTP_URL ? { url: env.SMTP_URL, from: env.SMTP_FROM ?? senderOf(env.SMTP_URL) } : undefined,
    /** Whether the weekly mail about unanswered questions quotes them. */
    mailQuestions: env.MAIL_QUESTIONS,
    /** Undefined: people sign in with passwords only. */
    oidc:
      env.OIDC_ISSUER && env.OIDC_CLIENT_ID
        ? {
            issuer: env.OIDC_ISSUER,
            clientId: env.OIDC_CLIENT_ID,
            clientSecret: env.OIDC_CLIENT_SECRET,
            /** On the button. */
            name: env.OIDC_NAME,
            scope: env.OIDC_SCOPE,
            roleClaim: env.OIDC_ROLE_CLAIM,
            roles: env.OIDC_ROLES,
            /** For people whose claims give none; undefined: they are refused. */
            defaultRole: env.OIDC_DEFAULT_ROLE,
            /** Domains of addresses; empty: any. */
            domains: env.OIDC_DOMAINS,
            /** Addresses count as verified where the provider does not say so. */
            trustEmail: env.OIDC_TRUST_EMAIL,
          }
        : undefined,
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
    /** Whether a request that names an unknown model is refused, or answered by the app's own model. */
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
    /** CPU time that reading a document may take, in addition to that per megabyte. */
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

/** The user of the mail server, if that is an address; otherwise an address at the server's own name. */
function senderOf(smtpUrl: string): string {
  const { username, hostname } = new URL(smtpUrl);
  const user = decodeURIComponent(username);
  return user.includes('@') ? user : `docent@${hostname}`;
}

/** Proxies are often named in lower case; curl knows http_proxy only so. */
const lowerCaseProxies = (environment: Record<string, string | undefined>) =>
  ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].map((name) => [name, environment[name.toLowerCase()]] as const);
