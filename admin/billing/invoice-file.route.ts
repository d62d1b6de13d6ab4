// An invoice as a printable page or as CSV.
import { signedIn } from '../api.server.ts';
import { fileResponse } from '../components/file-response.ts';

export const loader = signedIn(async ({ request, context: { api }, params }) => {
  const invoice_id = params['invoiceId']!;
  const format = new URL(request.url).searchParams.get('format');
  if (format === 'json') {
    const found = await api.invoices.get({ invoice_id });
    return fileResponse(`${found.invoice.number}.json`, JSON.stringify(found, null, 2), 'application/json');
  }
  const kind = format === 'csv' ? 'csv' : 'html';
  const { name, text } = await api.invoices.print({ invoice_id, format: kind });
  return fileResponse(name, text, `text/${kind}`, kind === 'html');
});
