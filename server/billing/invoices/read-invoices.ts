import { sql } from 'kysely';
import type { Invoice } from '../../../shared/contract/invoices.panel.ts';
import { isSeen } from '../../is-seen.ts';
import type { SeenCall } from '../../call.ts';

type Row = Omit<Invoice, 'issued_at' | 'paid_at'> & { issued_at: Date; paid_at: Date | null };

const MOST = 500;

export async function readInvoices(
  { db, seen }: SeenCall,
  where: ReturnType<typeof sql>,
): Promise<Invoice[]> {
  const { rows } = await sql<Row>`
    select invoice_id, workspace_id, kind, number, to_char(month, 'YYYY-MM') as month, workspace_name, time_zone, currency,
      (select number from invoices credited where credited.invoice_id = invoices.credits) as credits,
      (select coalesce(-sum(total), 0)::numeric(20, 2)::text from invoices notes where notes.credits = invoices.invoice_id) as credited,
      seller, coalesce(buyer, jsonb_build_object('name', workspace_name, 'address', '', 'tax_id', '', 'note', '')) as buyer,
      trim_scale(exact_total)::text as exact_total, (total - tax)::text as net, tax_name,
      trim_scale(tax_rate)::text as tax_rate, tax::text as tax, total::text as total, issued_at, due_on::text as due_on, status, paid_at, provider, waiting_for,
      case when status = 'open' then payment_url end as payment_url
    from invoices where ${where} and ${isSeen(seen, sql`workspace_id`)}
    order by issued_at desc, number desc limit ${MOST}`.execute(db);
  return rows.map((row) => ({
    ...row,
    issued_at: row.issued_at.toISOString(),
    paid_at: row.paid_at?.toISOString() ?? null,
  }));
}
