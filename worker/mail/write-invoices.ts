import type { Worker } from '../worker.ts';
import { addressOf } from './address-of.ts';
import { chosen, plural, type Letter } from './letter.ts';
import type { Mail } from './mail.ts';

export async function writeInvoices({ config, db }: Worker, mail: Mail): Promise<Letter | undefined> {
  const to = await addressOf(db, mail);
  const invoices = await db
    .selectFrom('invoices')
    .select(['number', 'month', 'workspace_name', 'total', 'currency'])
    .where('invoice_id', 'in', mail.items)
    .orderBy('number')
    .execute();
  if (!to || invoices.length === 0) return undefined;
  const more = mail.count - invoices.length;
  return {
    to,
    subject: `Docent: ${plural(mail.count, 'new invoice')}`,
    paragraphs: [
      {
        list: [
          ...invoices.map(
            ({ number, month, workspace_name, total, currency }) =>
              `${number}: ${workspace_name}, ${month.slice(0, 7)}, ${total} ${currency}`,
          ),
          ...(more > 0 ? [`and ${more} more`] : []),
        ],
      },
      { label: 'Invoices', url: `${config.publicUrl}/admin/invoices` },
    ],
    reason: chosen(config.publicUrl),
  };
}
