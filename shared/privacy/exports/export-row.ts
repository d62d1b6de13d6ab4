import type { Selectable } from 'kysely';
import type { ExportsTable } from '../../../db/tables/exports.ts';
import type { App } from '../../tenancy/app.ts';
import { places } from '../../security/vault/places.ts';
import { seal, unseal } from '../../security/vault/seal.ts';

export type ExportRow = Selectable<ExportsTable>;

export const sealSubject = (app: App, exportId: string, endUserId: string): Buffer =>
  seal(app.dataKey, endUserId, places.exportSubject(app.appId, exportId));

/** The person an export is about; null for the whole app, or after it was erased. */
export const readSubject = (app: App, row: Pick<ExportRow, 'export_id' | 'subject'>): string | null =>
  row.subject && unseal(app.dataKey, row.subject, places.exportSubject(app.appId, row.export_id)).toString();
