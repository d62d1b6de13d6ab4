import { ofWorkspaces } from '../../shared/mail/wanted-mails.ts';
import type { Worker } from '../worker.ts';
import { chosen, plural, type Letter } from './letter.ts';
import type { Mail } from './mail.ts';
import { recipientOf } from './recipient-of.ts';

export async function writeInvoices({ config, db }: Worker, mail: Mail): Promise<Letter | undefined> {
  const recipient = await recipientOf(db, mail);
  if (!recipient) return undefined;
  const { to, about } = recipient;
  const invoices = await db
    .selectFrom('invoices')
    .select(['invoice_id', 'number', 'month', 'workspace_name', 'total', 'currency'])
    .where('invoice_id', 'in', mail.items)
    .where(ofWorkspaces(about))
    .orderBy('number')
    .execute();
  if (invoices.length === 0) return undefined;
  const more = mail.count - mail.items.length;
  return {
    to,
    subject: `Docent: ${plural(invoices.length + more, 'new invoice')}`,
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
