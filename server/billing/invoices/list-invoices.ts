import { sql } from 'kysely';
import type { Invoice, InvoiceLine } from '../../../shared/contract/invoices.panel.ts';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';

type Db = Pick<Context, 'db'>;
type Row = Omit<Invoice, 'issued_at' | 'paid_at'> & { issued_at: Date; paid_at: Date | null };

const MOST = 500;

async function read({ db }: Db, where: ReturnType<typeof sql>): Promise<Invoice[]> {
  const { rows } = await sql<Row>`
    select invoice_id, workspace_id, kind, number, to_char(month, 'YYYY-MM') as month, workspace_name, time_zone, currency,
      (select number from invoices credited where credited.invoice_id = invoices.credits) as credits,
      (select coalesce(-sum(total), 0)::numeric(20, 2)::text from invoices notes where notes.credits = invoices.invoice_id) as credited,
      trim_scale(exact_total)::text as exact_total, total::text as total, issued_at, status, paid_at, provider, payment_url
    from invoices where ${where} order by issued_at desc, number desc limit ${MOST}`.execute(db);
  return rows.map((row) => ({
    ...row,
    issued_at: row.issued_at.toISOString(),
    paid_at: row.paid_at?.toISOString() ?? null,
  }));
}

/** Invoices and credit notes, of one workspace or all; the newest first. */
export const listInvoices = async (ctx: Db, { workspace_id }: { workspace_id?: string }) => ({
  invoices: await read(ctx, workspace_id ? sql`workspace_id = ${workspace_id}` : sql`true`),
});

/** One invoice with its lines. @throws invoice_not_found */
export async function getInvoice(ctx: Db, { invoice_id }: { invoice_id: string }) {
  const [invoice] = await read(ctx, sql`invoice_id = ${invoice_id}`);
  if (!invoice) fail('invoice_not_found');
  const { rows: lines } = await sql<InvoiceLine>`
    select line, kind, description, billed_app_id, model, to_char(month, 'YYYY-MM') as month, requests, input_tokens,
      output_tokens, unpriced_tokens, trim_scale(amount)::text as amount
    from invoice_lines where invoice_id = ${invoice_id} order by line`.execute(ctx.db);
  return { invoice, lines };
}
