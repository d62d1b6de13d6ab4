// Append-only: a migration that has landed never changes.
import type { Migration } from 'kysely/migration';
import * as foundation from './001-foundation.ts';
import * as overview from './004-overview.ts';

export const migrations: Record<string, Migration> = {
  '001-foundation': foundation,
  '004-overview': overview,
};
