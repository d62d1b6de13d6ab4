// Append-only: a migration that has landed never changes.
import type { Migration } from 'kysely/migration';
import * as foundation from './001-foundation.ts';
import * as messageMetadata from './010-message-metadata.ts';
import * as widgetSettings from './014-widget-settings.ts';

export const migrations: Record<string, Migration> = {
  '001-foundation': foundation,
  '010-message-metadata': messageMetadata,
  '014-widget-settings': widgetSettings,
};
