import { z } from 'zod';
import { ExportId, Page, PageMeta, Timestamp, label } from './fields.ts';
import { operation } from './operation.ts';

export const Export = z
  .object({
    export_id: ExportId,
    status: z.enum(['queued', 'running', 'done', 'failed', 'expired']),
    scope: z.enum(['app', 'person']),
    end_user_id: z.string().nullable().describe('The person, if it is about one. Removed with the file.'),
    bytes: z.int().nullable(),
    created_at: Timestamp,
    finished_at: Timestamp.nullable(),
    expires_at: Timestamp.nullable().describe('When the link stops working and the file is deleted.'),
    url: z
      .url()
      .nullable()
      .describe('Link to the ZIP. It needs no key: anyone with the link can download the file.'),
  })
  .meta({ id: 'Export' });
export type Export = z.infer<typeof Export>;

export const RequestExport = z.object({
  end_user_id: label(200).optional().describe('Only data about this end user. Default: the whole app.'),
});
export type RequestExport = z.infer<typeof RequestExport>;

export const DownloadExport = z.object({
  export_id: ExportId,
  token: label(200).describe('Part of the link.'),
});
export type DownloadExport = z.infer<typeof DownloadExport>;

const One = z.object({ export: Export });

export const exports = {
  requestExport: operation({
    id: 'requestExport',
    tag: 'Privacy',
    summary: 'Export the whole app, or everything about one end user',
    description:
      'A job writes a ZIP of JSON and original files (docs/export-format.md). Poll GET /exports/{export_id} until it is ' +
      '`done`. If nothing is stored about the end user, the ZIP says so. An erasure in the app removes its exports.',
    method: 'post',
    path: '/exports',
    scope: 'privacy:write',
    status: 202,
    input: RequestExport,
    output: One,
    errors: [],
  }),
  listExports: operation({
    id: 'listExports',
    tag: 'Privacy',
    summary: 'List exports, newest first',
    method: 'get',
    path: '/exports',
    scope: 'privacy:write',
    status: 200,
    input: z.object(Page),
    output: z.object({ exports: z.array(Export), meta: PageMeta }),
    errors: [],
  }),
  getExport: operation({
    id: 'getExport',
    tag: 'Privacy',
    summary: 'Get an export and its download link',
    method: 'get',
    path: '/exports/{export_id}',
    scope: 'privacy:write',
    status: 200,
    input: z.object({ export_id: ExportId }),
    output: One,
    errors: ['export_not_found'],
  }),
  downloadExport: operation({
    id: 'downloadExport',
    tag: 'Privacy',
    summary: 'Download the ZIP of an export',
    description: 'The `url` of an export. It needs no key and works for 24 hours.',
    method: 'get',
    path: '/exports/{export_id}/file',
    scope: null,
    status: 200,
    input: DownloadExport,
    output: z.object({}),
    binary: ['application/zip'],
    errors: [
      'export_not_found',
      'export_expired',
      'invalid_request',
      'database_unavailable',
      'storage_unavailable',
    ],
  }),
};
