// Append-only: a migration that has landed never changes.
import type { Migration } from 'kysely/migration';
import * as foundation from './001-foundation.ts';
import * as admins from './002-admins.ts';
import * as apps from './003-apps.ts';
import * as overview from './004-overview.ts';
import * as messageMetadata from './005-message-metadata.ts';
import * as blobsByDocument from './006-blobs-by-document.ts';
import * as rareRows from './007-rare-rows.ts';

export const migrations: Record<string, Migration> = {
  '001-foundation': foundation,
  '002-admins': admins,
  '003-apps': apps,
  '004-overview': overview,
  '005-message-metadata': messageMetadata,
  '006-blobs-by-document': blobsByDocument,
  '007-rare-rows': rareRows,
};
