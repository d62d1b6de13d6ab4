import { z } from 'zod';
import { identifier, Timestamp } from './fields.ts';
import { panelAction } from './action.panel.ts';
import { Party } from './billing-parties.panel.ts';
import { WorkspaceId } from './workspaces.panel.ts';

const InvoiceId = identifier('inv', 'Identifier of an invoice or a credit note.');

/** What an invoice says, apart from its lines: as it was when it was issued. */
const InvoiceText = z.object({
  workspace_id: WorkspaceId,
  workspace_name: z.string(),
  month: z.string(),
  time_zone: z.string(),
  currency: z.string(),
  /** Null: not known when it was issued. */
  seller: Party.nullable(),
  buyer: Party,
  /** Sum of the lines, exact. */
  exact_total: z.string(),
  /** The sum in whole cents. */
  net: z.string(),
  tax_name: z.string(),
  /** Percent. */
  tax_rate: z.string(),
  tax: z.string(),
  /** What is to be paid: `net` and `tax`. */
  total: z.string(),
});

export type InvoiceText = z.infer<typeof InvoiceText>;

export const Invoice = InvoiceText.extend({
  invoice_id: InvoiceId,
  kind: z.enum(['invoice', 'credit_note']),
  number: z.string(),
  /** Number of the invoice that a credit note cancels. */
  credits: z.string().nullable(),
  /** Amount that credit notes have cancelled. */
  credited: z.string(),
  issued_at: Timestamp,
  /** YYYY-MM-DD. */
  due_on: z.string().nullable(),
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

/** A month that has not ended: what its invoice would say if it ended now. The plan's fee is that of the whole month. */
export const MonthSoFar = z.object({
  /** Null: there is nothing to bill yet. */
  preview: InvoiceText.extend({ lines: z.array(InvoiceLine) }).nullable(),
  workspace_name: z.string(),
  month: z.string(),
  time_zone: z.string(),
});
export type MonthSoFar = z.infer<typeof MonthSoFar>;

export const CreditInvoice = z.object({
  invoice_id: InvoiceId,
  amount: z
    .string()
    .trim()
    .regex(/^\d{1,12}(\.\d{1,2})?$/, 'must be an amount such as 12.50'),
  reason: z.string().trim().min(1, 'must not be empty').max(200, 'must have at most 200 characters'),
});
export type CreditInvoice = z.infer<typeof CreditInvoice>;

/** As files: a page to print, a PDF, the lines with exact amounts, or everything. */
export const InvoiceFormat = z.enum(['html', 'pdf', 'csv', 'json']);
export type InvoiceFormat = z.infer<typeof InvoiceFormat>;

const ById = z.object({ invoice_id: InvoiceId });
const One = z.object({ invoice: Invoice, lines: z.array(InvoiceLine) });

export const invoices = {
  listInvoices: panelAction(
    'query',
    z.object({ workspace_id: WorkspaceId.optional() }),
    z.object({ invoices: z.array(Invoice) }),
  ),
  getInvoice: panelAction('query', ById, One),
  previewInvoice: panelAction('query', z.object({ workspace_id: WorkspaceId }), MonthSoFar),
  payInvoice: panelAction('mutation', ById, One),
  creditInvoice: panelAction('mutation', CreditInvoice, One),
};
