// Append-only: a migration that has landed never changes.
import type { Migration } from 'kysely/migration';
import * as foundation from './001-foundation.ts';
import * as apps from './003-apps.ts';
import * as messageMetadata from './010-message-metadata.ts';
import * as limits from './011-limits.ts';
import * as answers from './012-answers.ts';
import * as blobsByDocument from './015-blobs-by-document.ts';

export const migrations: Record<string, Migration> = {
  '001-foundation': foundation,
  '003-apps': apps,
  '010-message-metadata': messageMetadata,
  '011-limits': limits,
  '012-answers': answers,
  '015-blobs-by-document': blobsByDocument,
};
