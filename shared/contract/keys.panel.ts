import { z } from 'zod';
import { identifier, Timestamp } from './fields.ts';
import { Filter } from './filter.ts';
import { Scope } from './operation.ts';
import { panelAction } from './action.panel.ts';

export const KeyId = identifier('key', 'Identifier of a key.');

/** Exact scheme, host and port. `*.` stands for exactly one leading label. */
const AllowedOrigin = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^https?:\/\/(\*\.)?([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(:\d{1,5})?$/,
    'must be an origin such as https://example.com, https://*.example.com or http://localhost:5173, without a path',
  )
  .transform((origin) => origin.replace(/^(https:.*):443$/, '$1').replace(/^(http:.*):80$/, '$1'));

const limit = (least: number, most: number) =>
  z.coerce
    .number('must be a whole number')
    .int('must be a whole number')
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`)
    .nullable()
    .default(null);

/** Limits of a key or an app. Null: none (for a key's requests: the server's default, which 0 lifts). */
export const Limits = z.object({
  requests_per_minute: limit(0, 1_000_000_000),
  concurrent_streams: limit(1, 10_000),
  tokens_per_day: limit(1, 1_000_000_000_000),
});
export type Limits = z.infer<typeof Limits>;

const LONGEST_OVERLAP_HOURS = 30 * 24;
export const RotateKey = z.object({
  key_id: KeyId,
  overlap_hours: z.coerce
    .number('must be a number of hours')
    .min(0, 'must not be negative')
    .max(LONGEST_OVERLAP_HOURS, 'must be at most 30 days')
    .default(24)
    .describe('How long the old secret keeps working; 0 ends it now.'),
});
export type RotateKey = z.infer<typeof RotateKey>;

/** What these reach is not narrowed by a filter. */
const BEYOND_A_FILTER = new Set<Scope>([
  'documents:write',
  'sources:write',
  'evaluations:read',
  'evaluations:write',
  'privacy:write',
]);

export const CreateKey = z
  .object({
    name: z.string().trim().min(1, 'must not be empty').max(100, 'must have at most 100 characters'),
    kind: z.enum(['secret', 'publishable']),
    scopes: z.array(Scope).min(1, 'choose at least one'),
    allowed_origins: z.array(AllowedOrigin).max(50).default([]),
    expires_at: z.coerce
      .date('must be a date')
      .refine((date) => date.getTime() > Date.now(), 'must be in the future')
      .optional(),
    limits: Limits.optional(),
    filter: Filter.optional().describe(
      'Documents that do not match it do not exist for this key, whatever a request says. It cannot be changed.',
    ),
  })
  .refine((key) => key.kind === 'secret' || key.scopes.every((scope) => scope === 'chat'), {
    path: ['scopes'],
    message: 'a publishable key can only have the scope chat',
  })
  .refine((key) => key.kind === 'secret' || key.allowed_origins.length > 0, {
    path: ['allowed_origins'],
    message: 'a publishable key needs at least one allowed origin',
  })
  .refine((key) => !key.filter || !key.scopes.some((scope) => BEYOND_A_FILTER.has(scope)), {
    path: ['scopes'],
    message:
      'a key with a filter cannot have the scopes documents:write, sources:write, evaluations:read, evaluations:write and privacy:write',
  });
export type CreateKey = z.infer<typeof CreateKey>;

const Key = z.object({
  key_id: KeyId,
  name: z.string(),
  kind: z.enum(['secret', 'publishable']),
  prefix: z.string(),
  publishable_key: z
    .string()
    .nullable()
    .describe(
      'The whole key, of publishable ones: pages show it to everybody. Null for those that are older.',
    ),
  scopes: z.array(z.string()),
  allowed_origins: z.array(z.string()),
  filter: Filter.nullable(),
  expires_at: Timestamp.nullable(),
  revoked_at: Timestamp.nullable(),
  last_used_at: Timestamp.nullable(),
  rotated_at: Timestamp.nullable(),
  limits: Limits,
  created_at: Timestamp,
});

export const ListedKey = Key.extend({
  old_works_until: Timestamp.nullable().describe('After a rotation: until when the old secret works.'),
});

export const AllowOrigins = z.object({ key_id: KeyId, allowed_origins: z.array(AllowedOrigin).max(50) });
export type AllowOrigins = z.infer<typeof AllowOrigins>;

export const keys = {
  listKeys: panelAction('query', z.object({}), z.object({ keys: z.array(ListedKey) })),
  createKey: panelAction('mutation', CreateKey, z.object({ key: Key, secret: z.string() })),
  rotateKey: panelAction(
    'mutation',
    RotateKey,
    z.object({ key: Key, secret: z.string(), old_works_until: Timestamp }),
  ),
  updateKeyLimits: panelAction(
    'mutation',
    z.object({ key_id: KeyId, limits: Limits }),
    z.object({ key: Key }),
  ),
  allowOrigins: panelAction('mutation', AllowOrigins, z.object({ key: Key })),
  getAppLimits: panelAction('query', z.object({}), z.object({ limits: Limits })),
  updateAppLimits: panelAction('mutation', z.object({ limits: Limits }), z.object({ limits: Limits })),
  revokeKey: panelAction('mutation', z.object({ key_id: KeyId }), z.object({ key: Key })),
  /** The secret with which the app's own server signs ids of end users for publishable keys. */
  getIdentity: panelAction('query', z.object({}), z.object({ enabled: z.boolean() })),
  renewIdentitySecret: panelAction('mutation', z.object({}), z.object({ secret: z.string() })),
  removeIdentitySecret: panelAction('mutation', z.object({}), z.object({ enabled: z.boolean() })),
};
