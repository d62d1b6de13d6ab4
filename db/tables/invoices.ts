import type { Generated } from 'kysely';
import type { Json } from './documents.ts';

/** What an invoice says of its seller or buyer, as it was when it was issued. */
type StoredParty = { name: string; address: string; tax_id: string; note: string };

/** Never changed after it was issued, except its payment. */
export type InvoicesTable = {
  invoice_id: string;
  workspace_id: string;
  kind: 'invoice' | 'credit_note';
  number: string;
  /** First day of the month; YYYY-MM-DD. */
  month: string;
  /** The invoice that a credit note cancels, wholly or in part. */
  credits: string | null;
  workspace_name: string;
  time_zone: string;
  currency: Generated<string>;
  /** Sum of the lines. */
  exact_total: string;
  /** The sum in whole cents, and the tax. */
  total: string;
  /** Null: issued before the seller was known. */
  seller: Json<StoredParty> | null;
  buyer: Json<StoredParty> | null;
  tax_name: Generated<string>;
  /** Percent. */
  tax_rate: Generated<string>;
  tax: Generated<string>;
  due_on: string | null;
  issued_at: Generated<Date>;
  status: 'open' | 'paid' | 'void';
  paid_at: Date | null;
  provider: string | null;
  provider_reference: string | null;
  payment_url: string | null;
  /** When the provider has been asked for the payment. */
  requested_at: Date | null;
  /** When the provider was asked to end it, because it was paid elsewhere or cancelled. */
  closed_at: Date | null;
  /** `payment_provider` while it is away. */
  waiting_for: string | null;
};

export type InvoiceLinesTable = {
  invoice_id: string;
  line: number;
  kind: 'plan' | 'usage' | 'credit';
  description: string;
  billed_app_id: string | null;
  model: string | null;
  month: string;
  requests: Generated<number>;
  input_tokens: Generated<number>;
  output_tokens: Generated<number>;
  unpriced_tokens: Generated<number>;
  amount: string;
};

export type InvoiceSeriesTable = { series: string; last: number };
export type PaymentCustomersTable = { workspace_id: string; provider: string; customer: string };
export type PaymentEventsTable = { provider: string; event_id: string; received_at: Generated<Date> };
