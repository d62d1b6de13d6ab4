import { z } from 'zod';
import { identifier, Timestamp } from '../fields.ts';
import { Scope } from '../operation.ts';
import { panelAction } from './action.ts';

export const KeyId = identifier('key', 'Identifier of a key.');

/** Exact scheme, host and port, or `*.` in place of exactly one leading label. */
export const AllowedOrigin = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^https?:\/\/(\*\.)?([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(:\d{1,5})?$/,
    'must be an origin such as https://example.com, https://*.example.com or http://localhost:5173, without a path',
  )
  .transform((origin) => origin.replace(/^(https:.*):443$/, '$1').replace(/^(http:.*):80$/, '$1'));

export const CreateKey = z
  .object({
    name: z.string().trim().min(1, 'must not be empty').max(100, 'must have at most 100 characters'),
    kind: z.enum(['secret', 'publishable']),
    scopes: z.array(Scope).min(1, 'choose at least one'),
    allowed_origins: z.array(AllowedOrigin).max(50).default([]),
    expires_at: z.coerce
      .date('must be a date')
      .refine((date) => date.getTime() > Date.now(), 'must lie in the future')
      .optional(),
  })
  .refine((key) => key.kind === 'secret' || key.scopes.every((scope) => scope === 'chat'), {
    path: ['scopes'],
    message: 'a publishable key may have the scope chat only',
  })
  .refine((key) => key.kind === 'secret' || key.allowed_origins.length > 0, {
    path: ['allowed_origins'],
    message: 'a publishable key needs at least one allowed origin',
  });
export type CreateKey = z.infer<typeof CreateKey>;

export const Key = z.object({
  key_id: KeyId,
  name: z.string(),
  kind: z.enum(['secret', 'publishable']),
  prefix: z.string(),
  scopes: z.array(z.string()),
  allowed_origins: z.array(z.string()),
  expires_at: Timestamp.nullable(),
  revoked_at: Timestamp.nullable(),
  last_used_at: Timestamp.nullable(),
  created_at: Timestamp,
});

export const keys = {
  listKeys: panelAction('query', z.object({}), z.object({ keys: z.array(Key) })),
  createKey: panelAction('mutation', CreateKey, z.object({ key: Key, secret: z.string() })),
  revokeKey: panelAction('mutation', z.object({ key_id: KeyId }), z.object({ key: Key })),
};
