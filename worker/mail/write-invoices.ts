import type { Worker } from '../worker.ts';
import { addressOf } from './address-of.ts';
import { chosen, plural, type Letter } from './letter.ts';
import type { Mail } from './mail.ts';

export async function writeInvoices({ config, db }: Worker, mail: Mail): Promise<Letter | undefined> {
  const to = await addressOf(db, mail);
  const invoices = await db
    .selectFrom('invoices')
    .select(['invoice_id', 'number', 'month', 'workspace_name', 'total', 'currency'])
    .where('invoice_id', 'in', mail.items)
    .orderBy('number')
    .execute();
  if (!to || invoices.length === 0) return undefined;
  const more = mail.count - invoices.length;
  return {
    to,
    subject: `Docent: ${plural(mail.count, 'new invoice')}`,
    paragraphs: [
      ...invoices.map(({ invoice_id, number, month, workspace_name, total, currency }) => ({
        label: `${number}: ${workspace_name}, ${month.slice(0, 7)}, ${total} ${currency}`,
        url: `${config.publicUrl}/admin/invoices/${invoice_id}`,
      })),
      ...(more > 0 ? [`And ${more} more.`] : []),
      { label: 'All invoices', url: `${config.publicUrl}/admin/invoices` },
    ],
    reason: chosen(config.publicUrl),
  };
}
