import type { Selectable } from 'kysely';
import type { KeysTable } from '../../../db/tables/apps.ts';
import type { Filter } from '../../../shared/contract/filter.ts';
import { toLimits } from '../../../shared/tenancy/to-limits.ts';

/** A key as the panel shows it, without its hash. */
export const toKey = (row: Selectable<KeysTable>) => ({
  key_id: row.key_id,
  name: row.name,
  kind: row.kind,
  prefix: row.prefix,
  publishable_key: row.publishable_key,
  scopes: row.scopes,
  allowed_origins: row.allowed_origins,
  filter: row.filter as Filter | null,
  expires_at: row.expires_at?.toISOString() ?? null,
  revoked_at: row.revoked_at?.toISOString() ?? null,
  last_used_at: row.last_used_at?.toISOString() ?? null,
  rotated_at: row.rotated_at?.toISOString() ?? null,
  limits: toLimits(row),
  created_at: row.created_at.toISOString(),
});
