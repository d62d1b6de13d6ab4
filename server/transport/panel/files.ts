// File uploads and downloads of the panel, guarded like a procedure.
import { Readable } from 'node:stream';
import { Router, type Request, type Response } from 'express';
import { exportLog } from '../../../shared/security/audit/export-log.ts';
import { succeeded } from '../../../shared/contract/operation.ts';
import { ExportConversations } from '../../../shared/contract/sessions.ts';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { actionOf } from '../../security/audit/action-of.ts';
import { noteAction } from '../../security/audit/note-action.ts';
import type { AppCall } from '../../call.ts';
import { exportConversations } from '../../chat/conversations/export-conversations.ts';
import { getDocumentContent } from '../../documents/get-document-content.ts';
import { readExport } from '../../privacy/exports/read-export.ts';
import { sendContent } from '../rest/send-content.ts';
import { readUpload } from '../rest/read-upload.ts';
import { replaceByForm } from '../../documents/replace-by-form.ts';
import { uploadByForm } from '../../documents/upload-by-form.ts';
import { adminCallInApp, adminCallOf } from './admin-call.ts';
import { sendInvoice, sendMonthSoFar } from './invoice-files.ts';

/**
 * POST /:appId uploads files, POST /:appId/:documentId a new version. GET downloads an original
 * (/:appId/:documentId), an export's ZIP, conversations, an invoice, or the audit log.
 */
export function files(ctx: Context): Router {
  const router = Router({ caseSensitive: true });
  router.get('/audit', (req, res) => downloadAudit(ctx, req, res));
  router.get('/invoices/month/:workspaceId', (req, res) => sendMonthSoFar(ctx, req, res));
  router.get('/invoices/:invoiceId', (req, res) => sendInvoice(ctx, req, res));
  router.post('/:appId', (req, res) => upload(ctx, req, res));
  router.post('/:appId/:documentId', (req, res) => replace(ctx, req, res));
  router.get('/:appId/exports/:exportId', (req, res) => downloadExport(ctx, req, res));
  router.get('/:appId/conversations/file', (req, res) => downloadConversations(ctx, req, res));
  router.get('/:appId/:documentId', (req, res) => download(ctx, req, res));
  return router;
}

async function sendingAdmin(ctx: Context, req: Request, res: Response): Promise<AppCall> {
  const call = await adminCallInApp(ctx, req, res, 'admin');
  if (!req.is('multipart/form-data'))
    fail('unsupported_media_type', 'Send the files as multipart/form-data.');
  // Browsers send their origin with every POST. A request without one is not from the panel.
  if (!req.headers.origin) fail('origin_not_allowed', 'The panel accepts changes from its own pages only.');
  return call;
}

async function replace(ctx: Context, req: Request, res: Response): Promise<void> {
  const call = await sendingAdmin(ctx, req, res);
  const input = { document_id: String(req.params['documentId']) };
  const { document } = await noteAction(ctx, actionOf(call, 'files.replace', input), () =>
    readUpload(call, req, replaceByForm, input),
  );
  res.status(202).json(succeeded({ document }));
}

async function upload(ctx: Context, req: Request, res: Response): Promise<void> {
  const call = await sendingAdmin(ctx, req, res);
  const result = await noteAction(ctx, actionOf(call, 'files.upload', {}), async () => {
    const { documents } = await readUpload(call, req, uploadByForm, {});
    return { documents, document_ids: documents.map(({ document_id }) => document_id) };
  });
  res.status(202).json(succeeded({ documents: result.documents }));
}

async function download(ctx: Context, req: Request, res: Response): Promise<void> {
  const call = await adminCallInApp(ctx, req, res, 'viewer');
  const input = { document_id: String(req.params['documentId']) };
  await sendContent(
    res,
    await noteAction(ctx, actionOf(call, 'files.download', input), () => getDocumentContent(call, input)),
  );
}

async function downloadExport(ctx: Context, req: Request, res: Response): Promise<void> {
  const call = await adminCallInApp(ctx, req, res, 'admin');
  const input = { export_id: String(req.params['exportId']) };
  await sendContent(
    res,
    await noteAction(ctx, actionOf(call, 'exports.download', input), () => readExport(call, input.export_id)),
  );
}

async function downloadConversations(ctx: Context, req: Request, res: Response): Promise<void> {
  const call = await adminCallInApp(ctx, req, res, 'analyst');
  const input = ExportConversations.parse(req.query);
  await sendContent(
    res,
    await noteAction(ctx, actionOf(call, 'conversations.download', input), () =>
      exportConversations(call, input),
    ),
  );
}

/** The audit log as `npm run audit:export` writes it; the download is recorded in it. */
async function downloadAudit(ctx: Context, req: Request, res: Response): Promise<void> {
  const call = await adminCallOf(ctx, req, res, 'admin');
  const name = `docent-audit-${new Date().toISOString().slice(0, 10)}.ndjson`;
  const content = { name, mediaType: 'application/x-ndjson', stream: Readable.from(exportLog(ctx)) };
  await noteAction(ctx, actionOf(call, 'audit.download', {}), () => sendContent(res, content));
}
