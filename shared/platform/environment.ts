// The variables that Docent reads, and the only reader of process.env and of the .env file.
import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { efforts } from '../contract/efforts.ts';
import { roles } from '../contract/roles.panel.ts';
import { parseStorageUrl, STORAGE_URL_FORM } from './storage-url.ts';

const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
const role = z.enum(['api', 'worker', 'admin'], { error: 'must be a comma list of api, worker, admin' });

const seconds = z.coerce.number().int().min(1, 'must be at least 1').max(3600, 'must be at most 3600');

const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres://');

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

/** Roles by the value of a claim: one in the installation, or one in each of some workspaces. */
const rolesByValue = z.string().transform((value, context) => {
  const parsed = z
    .record(z.string(), z.union([z.enum(roles), z.record(z.string().regex(/^wsp_/), z.enum(roles))]))
    .safeParse(jsonOf(value));
  if (parsed.success) return parsed.data;
  context.addIssue(
    'must be a JSON object of values and roles, such as {"docent-admins": "admin", "acme": {"wsp_…": "viewer"}}',
  );
  return z.NEVER;
});

/** Whether nobody on the way can read what is sent. */
function isSecure(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return (
    protocol === 'https:' ||
    (protocol === 'http:' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname))
  );
}

const masterKey = z
  .string()
  .refine(
    (value) => Buffer.from(value, 'base64').length === 32,
    'must be 32 bytes in base64: openssl rand -base64 32',
  );

const TESSERACT_LANGUAGES = 'must be a comma list of languages as Tesseract names them, such as eng,deu';

const SENDER_FORM = 'must be an address such as docent@example.com or Docent <docent@example.com>';

/** Every variable, with its form and default. */
export const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_DIRECT_URL: postgresUrl.optional(),
  DATABASE_PREPARED_STATEMENTS: z.enum(['auto', 'on', 'off']).default('auto'),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(10),
  ROLES: z
    .string()
    .default('api,worker,admin')
    .transform((value) => value.split(',').map((part) => part.trim()))
    .pipe(z.array(role).min(1)),
  PUBLIC_URL: httpUrl.optional(),
  DRAIN_SECONDS: z.coerce.number().int().min(0).max(3600, 'must be at most 3600').default(0),
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
  PDF_FONT: z
    .string()
    .refine((path) => existsSync(path), 'must be a font file (.ttf or .otf) that exists')
    .optional(),
  SMTP_URL: z
    .string()
    .refine(
      (value) =>
        /^smtps?:\/\/(?!.*%(?![0-9a-f]{2}))/i.test(value) &&
        URL.canParse(value) &&
        new URL(value).hostname !== '',
      'must be an address such as smtps://user:password@mail.example.com',
    )
    .optional(),
  SMTP_FROM: z
    .string()
    .regex(/^([^<>@\r\n]+<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, SENDER_FORM)
    .optional(),
  MAIL_QUESTIONS: flag.default(true),
  OIDC_ISSUER: z
    .string()
    .refine((value) => isSecure(value), 'must be an https address; http only for this machine')
    .optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_NAME: z.string().min(1).max(60).default('single sign-on'),
  OIDC_SCOPE: z
    .string()
    .regex(/\bopenid\b/, 'must contain openid')
    .default('openid email profile'),
  OIDC_ROLE_CLAIM: z.string().min(1).default('roles'),
  OIDC_ROLES: rolesByValue.default({}),
  OIDC_DEFAULT_ROLE: z.enum(roles).optional(),
  OIDC_DOMAINS: z
    .string()
    .default('')
    .transform((value) =>
      value
        .toLowerCase()
        .split(/[\s,]+/)
        .filter(Boolean),
    ),
  OIDC_TRUST_EMAIL: flag.default(false),
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

/** The names of all variables, for the test of the documentation. */
export const variables = Object.keys(Environment.shape);

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
