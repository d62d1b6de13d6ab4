// The port to a payment provider; `manual` if there is none.

type Payable = {
  invoiceId: string;
  number: string;
  workspaceId: string;
  workspaceName: string;
  currency: string;
  /** In cents. */
  cents: number;
};

/** What the provider has made for an invoice so far. */
type Made = { customer: string } | { reference: string };

export type PaymentEvent = {
  eventId: string;
  /**
   * `paid`, `failed`: a payment. `ended`: the provider no longer collects the invoice. `credited`: a credit note that
   * was issued there.
   */
  outcome: 'paid' | 'failed' | 'ended' | 'credited';
  /** The provider's id of its invoice. */
  reference: string;
  /** Our invoice that the provider's names, which anybody may have copied. */
  namedInvoiceId: string | undefined;
  /** Upper case. */
  currency: string;
  /** The invoice's total, or that of the credit note. */
  cents: number;
  /** What has been paid, also outside the provider, and what of it the provider has received. */
  paidCents: number;
  receivedCents: number;
};

/** All calls may be repeated, and throw `payment_unavailable` if the provider is away. */
export type PaymentProvider = {
  name: string;
  /**
   * Requests a payment, or goes on with a request that broke off.
   * @param known the provider's id of the workspace and of its invoice, as far as they exist
   * @param keep stores what the provider has made, as soon as it is made
   */
  charge(
    payable: Payable,
    known: { customer: string | undefined; reference: string | undefined },
    keep: (made: Made) => Promise<void>,
  ): Promise<{ url: string | null }>;
  /**
   * Ends a request, because the invoice was paid elsewhere or cancelled.
   * @returns what the provider had received before, in cents: 0 if all is well
   */
  close(reference: string, as: 'paid' | 'void'): Promise<{ receivedCents: number }>;
  /** Credits a part of an invoice, once for each credit note; refunds what was received and exceeds the rest. */
  credit(reference: string, creditNoteId: string, cents: number, reason: string): Promise<void>;
  /**
   * Reads an event of the provider after checking its signature and age.
   * @returns undefined for events that are not about an invoice
   * @throws invalid_request
   */
  readEvent(body: Buffer, signature: string | undefined): PaymentEvent | undefined;
};
