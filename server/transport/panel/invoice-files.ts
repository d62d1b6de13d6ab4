// Invoices as files of the panel: a page to print, PDF, CSV, JSON.
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { InvoiceFormat } from '../../../shared/contract/invoices.panel.ts';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { printInvoice, printMonthSoFar } from '../../billing/invoices/print-invoice.ts';
import { PAPER_STYLE_HASH } from '../../billing/invoices/paper/paper-page.ts';
import { actionOf } from '../../security/audit/action-of.ts';
import { noteAction } from '../../security/audit/note-action.ts';
import type { Content } from '../../content.ts';
import { sendContent } from '../rest/send-content.ts';
import { adminCallOf, seenCallOf } from './admin-call.ts';

export async function sendInvoice(ctx: Context, req: Request, res: Response): Promise<void> {
  const call = await seenCallOf(ctx, req, res);
  const input = { invoice_id: String(req.params['invoiceId']), format: formatOf(req) };
  await noteAction(ctx, actionOf(call, 'invoices.download', input), async () =>
    send(res, await printInvoice(call, input)),
  );
}

export async function sendMonthSoFar(ctx: Context, req: Request, res: Response): Promise<void> {
  const call = await adminCallOf(ctx, req, res, 'viewer');
  const input = { workspace_id: String(req.params['workspaceId']), format: formatOf(req) };
  await noteAction(ctx, actionOf(call, 'invoices.preview', input), async () => {
    const content = await printMonthSoFar(call, input);
    await send(res, content ?? fail('invoice_not_found', 'There is nothing to bill in this month yet.'));
  });
}

const formatOf = (req: Request): InvoiceFormat => InvoiceFormat.default('html').parse(req.query['format']);

/** A page is shown, with a policy that allows its own style and nothing else. Everything else is a download. */
async function send(res: Response, content: Content): Promise<void> {
  if (content.mediaType !== 'text/html') return sendContent(res, content);
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  res.setHeader(
    'Content-Security-Policy',
    `default-src 'none'; style-src ${PAPER_STYLE_HASH}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  res.setHeader('Cache-Control', 'private, no-store');
  await pipeline(content.stream, res);
}
