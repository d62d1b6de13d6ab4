// What billing asks of a payment provider; `manual` where there is none.

type Payable = {
  invoiceId: string;
  number: string;
  workspaceId: string;
  workspaceName: string;
  currency: string;
  /** In whole cents. */
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
   * Asks for a payment. Asked again for the same invoice, it gives what it gave the first time.
   * @param customer the provider's own name of the workspace, if it has one already
   */
  charge(
    payable: Payable,
    customer: string | undefined,
  ): Promise<{ customer: string; reference: string; url: string | null }>;
  /** Takes back a part of an asked payment, once for each credit note. */
  credit(reference: string, creditNoteId: string, cents: number, reason: string): Promise<void>;
  /**
   * Reads what the provider has sent, after checking its signature and age.
   * @returns undefined for events that say nothing about an invoice of ours
   * @throws invalid_request
   */
  readEvent(body: Buffer, signature: string | undefined): PaymentEvent | undefined;
};
