import { Readable } from 'node:stream';
import type {
  Invoice,
  InvoiceFormat,
  InvoiceLine,
  InvoiceText,
} from '../../../shared/contract/invoices.panel.ts';
import { toCsv } from '../../../shared/platform/to-csv.ts';
import type { AdminCall, SeenCall } from '../../call.ts';
import type { Content } from '../../content.ts';
import { getInvoice } from './get-invoice.ts';
import { describePaper } from './paper/describe-paper.ts';
import { paperPage } from './paper/paper-page.ts';
import { paperPdf } from './paper/paper-pdf.ts';
import { previewInvoice } from './preview-invoice.ts';

const columns = [
  'number',
  'line',
  'kind',
  'description',
  'app_id',
  'model',
  'month',
  'requests',
  'input_tokens',
  'output_tokens',
  'unpriced_tokens',
  'amount_usd',
];

/** An invoice or a credit note as a file. @throws invoice_not_found */
export async function printInvoice(
  call: SeenCall,
  { invoice_id, format }: { invoice_id: string; format: InvoiceFormat },
): Promise<Content> {
  const { invoice, lines } = await getInvoice(call, { invoice_id });
  return print(call, format, invoice.number, invoice, lines, invoice);
}

/**
 * The month so far as a file; null: there is nothing to bill yet.
 * @throws workspace_not_found
 */
export async function printMonthSoFar(
  call: AdminCall,
  { workspace_id, format }: { workspace_id: string; format: InvoiceFormat },
): Promise<Content | null> {
  const { preview, month } = await previewInvoice(call, { workspace_id });
  return preview && print(call, format, `preview-${month}`, preview, preview.lines);
}

async function print(
  { config }: SeenCall,
  format: InvoiceFormat,
  name: string,
  text: InvoiceText,
  lines: InvoiceLine[],
  issued?: Invoice,
): Promise<Content> {
  const file = (mediaType: string, content: string | Buffer) => ({
    name: `${name}.${format}`,
    mediaType,
    bytes: Buffer.byteLength(content),
    stream: Readable.from([Buffer.from(content)]),
  });
  if (format === 'json')
    return file('application/json', JSON.stringify(issued ? { invoice: issued, lines } : text, null, 2));
  if (format === 'csv') {
    const rows = lines.map(({ billed_app_id, amount, ...line }) => ({
      ...line,
      number: issued?.number ?? '',
      app_id: billed_app_id,
      amount_usd: amount,
    }));
    return file('text/csv', toCsv(columns, rows));
  }
  const paper = describePaper(text, lines, issued);
  if (format === 'html') return file('text/html', paperPage(paper));
  return file('application/pdf', await paperPdf(paper, config.pdfFont));
}
