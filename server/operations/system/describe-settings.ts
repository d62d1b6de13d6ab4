import type { Config } from '../../../shared/platform/config.ts';
import { toStorageUrl } from '../../../shared/platform/storage-url.ts';

/** The configuration by variable name; for secrets, only whether they are set. */
export function describeSettings(config: Config): { name: string; value: string }[] {
  const { models } = config;
  const set = (value: unknown) => (value === undefined ? 'not set' : 'set (not shown)');
  const settings: Record<string, string> = {
    ROLES: [...config.roles].join(', '),
    HOST: config.host,
    PORT: String(config.port),
    PUBLIC_URL: config.publicUrl,
    TRUST_PROXY: String(config.trustProxy),
    DATA_DIR: config.dataDir,
    DATABASE_URL: config.databaseUrl ? withoutSecrets(config.databaseUrl) : 'not set: embedded',
    DATABASE_DIRECT_URL: config.databaseDirectUrl ? withoutSecrets(config.databaseDirectUrl) : 'not set',
    DATABASE_PREPARED_STATEMENTS: config.preparing,
    DATABASE_POOL: String(config.databasePool),
    STORAGE_URL: toStorageUrl(config.storage),
    S3_ENDPOINT: config.s3.endpoint ? withoutSecrets(config.s3.endpoint) : 'not set: Amazon S3',
    S3_PATH_STYLE: String(config.s3.pathStyle),
    AWS_REGION: config.s3.region,
    AWS_ACCESS_KEY_ID: config.s3.credentials ? 'set (not shown)' : 'not set: of a profile or the machine',
    MASTER_KEY: config.masterKey ? 'set (not shown)' : 'not set: master.key in DATA_DIR',
    APP_KEYS_DIR: config.appKeysDir,
    OPENAI_BASE_URL: models.server ? withoutSecrets(models.server.baseUrl) : 'not set: built-in models',
    OPENAI_API_KEY: set(models.server?.apiKey),
    OPENAI_HEADERS: Object.keys(models.server?.headers ?? {}).join(', ') || 'not set',
    MODEL_FIRST_BYTE_SECONDS: String(models.firstByteMs / 1_000),
    MODEL_BETWEEN_BYTES_SECONDS: String(models.betweenBytesMs / 1_000),
    HTTP_PROXY: config.proxies.http ? withoutSecrets(config.proxies.http) : 'not set',
    HTTPS_PROXY: config.proxies.https ? withoutSecrets(config.proxies.https) : 'not set',
    NO_PROXY: config.proxies.none ?? 'not set',
    CHAT_MODEL: models.chat,
    CHAT_FALLBACK_MODEL: models.fallback ?? 'not set',
    CHAT_REWRITE_MODEL: models.rewrite ?? 'not set: the model that answers',
    CHAT_REASONING_EFFORT: models.effort ?? 'not set: as the model has',
    CHAT_CONTEXT_TOKENS: String(models.contextTokens ?? 'as known of the model'),
    EMBEDDING_MODEL: models.embedding,
    EMBEDDING_DIMENSIONS: String(models.embeddingDimensions ?? 'as the model has'),
    EMBEDDING_BATCH_SIZE: String(models.embeddingBatchSize),
    EMBEDDING_MAX_TOKENS: String(models.embeddingMaxTokens ?? 'as known of the model'),
    EMBEDDING_QUERY_PREFIX: models.queryPrefix ?? 'as known of the model',
    EMBEDDING_DOCUMENT_PREFIX: models.documentPrefix ?? 'as known of the model',
    MAX_UPLOAD_MB: String(config.maxUploadBytes / 1_048_576),
    MAX_FORM_MB: String(config.maxFormBytes / 1_048_576 - 1),
    MIN_FREE_DISK_MB: String(config.minFreeBytes / 1_048_576),
    ADMIN_PASSWORD: set(config.adminPassword),
    BOOTSTRAP_API_KEY: set(config.bootstrapApiKey),
    SMTP_URL: config.smtp ? withoutSecrets(config.smtp.url) : 'not set: no mail is sent',
    SMTP_FROM: config.smtp?.from ?? 'not set',
    MAIL_QUESTIONS: String(config.mailQuestions),
    OIDC_ISSUER: config.oidc?.issuer ?? 'not set: passwords only',
    OIDC_CLIENT_SECRET: set(config.oidc?.clientSecret),
    LOG_LEVEL: config.logLevel,
  };
  return Object.entries(settings).map(([name, value]) => ({ name, value }));
}

/** A URL without user, password and query, so that it can be shown. */
export function withoutSecrets(url: string): string {
  // The driver accepts several hosts, which is not a valid URL.
  if (!URL.canParse(url)) return 'set (not shown)';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
