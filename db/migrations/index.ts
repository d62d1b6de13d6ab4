// Append-only: a migration that has landed never changes.
import type { Migration } from 'kysely/migration';
import * as foundation from './001-foundation.ts';
import * as admins from './002-admins.ts';
import * as apps from './003-apps.ts';
import * as overview from './004-overview.ts';
import * as messageMetadata from './005-message-metadata.ts';
import * as blobsByDocument from './006-blobs-by-document.ts';
import * as billing from './007-billing.ts';
import * as invoices from './008-invoices.ts';
import * as limits from './009-limits.ts';
import * as answers from './010-answers.ts';
import * as webhooks from './011-webhooks.ts';
import * as widgetSettings from './012-widget-settings.ts';
import * as failedAnswers from './013-failed-answers.ts';
import * as erasures from './014-erasures.ts';
import * as exports from './015-exports.ts';
import * as audit from './016-audit.ts';
import * as rowSecurity from './017-row-security.ts';
import * as keyVersions from './018-key-versions.ts';
import * as documentVersions from './019-document-versions.ts';

export const migrations: Record<string, Migration> = {
  '001-foundation': foundation,
  '002-admins': admins,
  '003-apps': apps,
  '004-overview': overview,
  '005-message-metadata': messageMetadata,
  '006-blobs-by-document': blobsByDocument,
  '007-billing': billing,
  '008-invoices': invoices,
  '009-limits': limits,
  '010-answers': answers,
  '011-webhooks': webhooks,
  '012-widget-settings': widgetSettings,
  '013-failed-answers': failedAnswers,
  '014-erasures': erasures,
  '015-exports': exports,
  '016-audit': audit,
  '017-row-security': rowSecurity,
  '018-key-versions': keyVersions,
  '019-document-versions': documentVersions,
};
