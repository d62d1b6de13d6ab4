import { z } from 'zod';
import { identifier, Timestamp } from './fields.ts';
import { panelAction } from './action.panel.ts';
import { WorkspaceId } from './workspaces.panel.ts';

const InvoiceId = identifier('inv', 'Identifier of an invoice or a credit note.');

export const Invoice = z.object({
  invoice_id: InvoiceId,
  workspace_id: WorkspaceId,
  kind: z.enum(['invoice', 'credit_note']),
  number: z.string(),
  month: z.string(),
  /** Number of the invoice that a credit note cancels. */
  credits: z.string().nullable(),
  /** Amount that credit notes have cancelled. */
  credited: z.string(),
  workspace_name: z.string(),
  time_zone: z.string(),
  currency: z.string(),
  exact_total: z.string(),
  total: z.string(),
  issued_at: Timestamp,
  status: z.enum(['open', 'paid', 'void']),
  paid_at: Timestamp.nullable(),
  provider: z.string().nullable(),
  /** Only while it is open. */
  payment_url: z.string().nullable(),
  waiting_for: z.literal('payment_provider').nullable(),
});
export type Invoice = z.infer<typeof Invoice>;

export const InvoiceLine = z.object({
  line: z.int(),
  kind: z.enum(['plan', 'usage', 'credit']),
  description: z.string(),
  billed_app_id: z.string().nullable(),
  model: z.string().nullable(),
  month: z.string(),
  requests: z.int(),
  input_tokens: z.int(),
  output_tokens: z.int(),
  unpriced_tokens: z.int(),
  /** US dollars, exact. */
  amount: z.string(),
});
export type InvoiceLine = z.infer<typeof InvoiceLine>;

export const CreditInvoice = z.object({
  invoice_id: InvoiceId,
  amount: z
    .string()
    .trim()
    .regex(/^\d{1,12}(\.\d{1,2})?$/, 'must be an amount such as 12.50'),
  reason: z.string().trim().min(1, 'must not be empty').max(200, 'must have at most 200 characters'),
});
export type CreditInvoice = z.infer<typeof CreditInvoice>;

const ById = z.object({ invoice_id: InvoiceId });
const One = z.object({ invoice: Invoice, lines: z.array(InvoiceLine) });

export const invoices = {
  listInvoices: panelAction(
    'query',
    z.object({ workspace_id: WorkspaceId.optional() }),
    z.object({ invoices: z.array(Invoice) }),
  ),
  getInvoice: panelAction('query', ById, One),
  printInvoice: panelAction(
    'query',
    ById.extend({ format: z.enum(['html', 'csv']) }),
    z.object({ name: z.string(), text: z.string() }),
  ),
  payInvoice: panelAction('mutation', ById, One),
  creditInvoice: panelAction('mutation', CreditInvoice, One),
};
