// Append-only: a migration that has landed never changes.
import type { Migration } from 'kysely/migration';
import * as foundation from './001-foundation.ts';
import * as admins from './002-admins.ts';
import * as apps from './003-apps.ts';
import * as messageMetadata from './010-message-metadata.ts';
import * as widgetSettings from './014-widget-settings.ts';
import * as blobsByDocument from './015-blobs-by-document.ts';

export const migrations: Record<string, Migration> = {
  '001-foundation': foundation,
  '002-admins': admins,
  '003-apps': apps,
  '010-message-metadata': messageMetadata,
  '014-widget-settings': widgetSettings,
  '015-blobs-by-document': blobsByDocument,
};
