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

export type PaymentEvent = {
  eventId: string;
  invoiceId: string;
  outcome: 'paid' | 'failed';
};

export type PaymentProvider = {
  name: string;
  /**
   * Requests a payment. A second request for the same invoice returns the same payment.
   * @param customer the provider's id of the workspace, if it has one
   */
  charge(
    payable: Payable,
    customer: string | undefined,
  ): Promise<{ customer: string; reference: string; url: string | null }>;
  /** Refunds a part of a payment, once for each credit note. */
  credit(reference: string, creditNoteId: string, cents: number, reason: string): Promise<void>;
  /**
   * Reads an event of the provider after checking its signature and age.
   * @returns undefined for events that are not about one of our invoices
   * @throws invalid_request
   */
  readEvent(body: Buffer, signature: string | undefined): PaymentEvent | undefined;
};
