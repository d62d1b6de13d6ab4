// Append-only: a migration that has landed never changes.
import type { Migration } from 'kysely/migration';
import * as foundation from './001-foundation.ts';
import * as admins from './002-admins.ts';
import * as apps from './003-apps.ts';
import * as billing from './005-billing.ts';
import * as invoices from './006-invoices.ts';
import * as messageMetadata from './010-message-metadata.ts';
import * as blobsByDocument from './015-blobs-by-document.ts';

export const migrations: Record<string, Migration> = {
  '001-foundation': foundation,
  '002-admins': admins,
  '003-apps': apps,
  '005-billing': billing,
  '006-invoices': invoices,
  '010-message-metadata': messageMetadata,
  '015-blobs-by-document': blobsByDocument,
};
