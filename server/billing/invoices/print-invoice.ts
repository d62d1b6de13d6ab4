import { toCsv } from '../../../shared/platform/to-csv.ts';
import type { Invoice, InvoiceLine } from '../../../shared/contract/invoices.panel.ts';
import { getInvoice } from './get-invoice.ts';
import type { AdminCall } from '../../call.ts';

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

/** An invoice as a printable page, or as CSV with exact amounts. @throws invoice_not_found */
export async function printInvoice(
  call: AdminCall,
  { invoice_id, format }: { invoice_id: string; format: 'html' | 'csv' },
): Promise<{ name: string; text: string }> {
  const { invoice, lines } = await getInvoice(call, { invoice_id });
  if (format === 'html') return { name: `${invoice.number}.html`, text: page(invoice, lines) };
  const rows = lines.map(({ billed_app_id, amount, ...line }) => ({
    ...line,
    number: invoice.number,
    app_id: billed_app_id,
    amount_usd: amount,
  }));
  return { name: `${invoice.number}.csv`, text: toCsv(columns, rows) };
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const whole = (value: number) => new Intl.NumberFormat('en').format(value);

function page(invoice: Invoice, lines: InvoiceLine[]): string {
  const { number, kind, workspace_name, month, time_zone, issued_at, total, exact_total, currency } = invoice;
  const title = kind === 'invoice' ? 'Invoice' : 'Credit note';
  const rows = lines
    .map(
      (line) =>
        `<tr><td>${escape(line.description)}${line.unpriced_tokens > 0 ? `<br><small>${whole(line.unpriced_tokens)} tokens without a price are not billed</small>` : ''}</td>` +
        `<td>${line.kind === 'usage' ? whole(line.requests) : ''}</td>` +
        `<td>${line.kind === 'usage' ? whole(line.input_tokens + line.output_tokens) : ''}</td><td>${line.amount}</td></tr>`,
    )
    .join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} ${number}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; color: #111; background: #fff; max-width: 46rem; margin: 3rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; margin: 0 } dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem } dd { margin: 0 }
table { width: 100%; border-collapse: collapse } th, td { padding: .4rem .3rem; border-bottom: 1px solid #ddd; text-align: right }
th:first-child, td:first-child { text-align: left; overflow-wrap: anywhere } tfoot td { font-weight: 600; border: 0 }
small { color: #555 } @media print { body { margin: 0; max-width: none } thead { display: table-header-group } }
</style></head><body>
<h1>${title} ${number}</h1>
<dl><dt>For</dt><dd>${escape(workspace_name)}</dd><dt>Month</dt><dd>${month} (${escape(time_zone)})</dd>
<dt>Issued</dt><dd>${issued_at.slice(0, 10)}</dd>${invoice.credits ? `<dt>Credits</dt><dd>${invoice.credits}</dd>` : ''}
<dt>Status</dt><dd>${invoice.status}</dd></dl>
<table><thead><tr><th>Item</th><th>Requests</th><th>Tokens</th><th>${currency}</th></tr></thead>
<tbody>${rows}</tbody>
<tfoot><tr><td colspan="3">Sum</td><td>${exact_total}</td></tr>
<tr><td colspan="3">Total, rounded to cents</td><td>${total}</td></tr></tfoot></table>
</body></html>
`;
}
