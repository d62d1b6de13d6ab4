import StripeClient from 'stripe';
import type { Config } from '../../platform/config.ts';
import { DocentError, fail } from '../../platform/errors.ts';
import type { PaymentProvider } from './payment-provider.ts';

/** Maximum age of a signed event in seconds. */
const TOLERANCE_SECONDS = 300;
const DAYS_UNTIL_DUE = 14;

/** Stripe, with its official client. Each step looks at what was done before, so that a job may run any number of times. */
export function stripePayments(settings: NonNullable<Config['stripe']>): PaymentProvider {
  const base = settings.apiBase ? new URL(settings.apiBase) : undefined;
  const stripe = new StripeClient(settings.secretKey, {
    maxNetworkRetries: 2,
    timeout: 20_000,
    telemetry: false,
    ...(base && {
      host: base.hostname,
      port: base.port || (base.protocol === 'https:' ? 443 : 80),
      protocol: base.protocol === 'https:' ? 'https' : 'http',
    }),
  });
  const find = (reference: string) => asked(() => stripe.invoices.retrieve(reference));
  return {
    name: 'stripe',

    async charge(payable, known, keep) {
      const { invoiceId, number, workspaceId, workspaceName, cents } = payable;
      const once = (step: string) => ({ idempotencyKey: `docent-${invoiceId}-${step}` });
      const currency = payable.currency.toLowerCase();
      const metadata = { docent_invoice_id: invoiceId, docent_workspace_id: workspaceId };
      const description = `Docent invoice ${number}`;
      let { customer } = known;
      if (!customer) {
        const details = { name: workspaceName, metadata: { docent_workspace_id: workspaceId } };
        const key = { idempotencyKey: `docent-${workspaceId}-customer` };
        customer = (await asked(() => stripe.customers.create(details, key))).id;
        await keep({ customer });
      }
      let invoice: StripeClient.Invoice;
      if (known.reference) invoice = await find(known.reference);
      else {
        const details = {
          customer,
          currency,
          collection_method: 'send_invoice' as const,
          days_until_due: DAYS_UNTIL_DUE,
          // A draft that is lost stays a draft.
          auto_advance: false,
          description,
          metadata,
        };
        invoice = await asked(() => stripe.invoices.create(details, once('invoice')));
        await keep({ reference: invoice.id });
      }
      if (invoice.status === 'draft') {
        const item = { customer, invoice: invoice.id, amount: cents, currency, description, metadata };
        // Idempotency keys are kept for a day only: after a longer outage, the draft shows what was done.
        if (invoice.total === 0) await asked(() => stripe.invoiceItems.create(item, once('item')));
        const { id } = invoice;
        invoice = await asked(() =>
          stripe.invoices.finalizeInvoice(id, { auto_advance: true }, once('finalize')),
        );
      }
      return { url: invoice.hosted_invoice_url ?? null };
    },

    async close(reference, as) {
      const invoice = await find(reference).catch(undefinedIfMissing);
      if (invoice?.status === 'draft') await asked(() => stripe.invoices.del(reference));
      else if (invoice?.status === 'open' || invoice?.status === 'uncollectible')
        await asked(() =>
          as === 'paid'
            ? stripe.invoices.pay(reference, { paid_out_of_band: true })
            : stripe.invoices.voidInvoice(reference),
        );
      return { receivedCents: invoice?.status === 'paid' ? receivedOf(invoice) : 0 };
    },

    async credit(reference, creditNoteId, cents, reason) {
      const invoice = await find(reference).catch(undefinedIfMissing);
      if (!invoice || invoice.status === 'draft' || invoice.status === 'void') return;
      const notes = await asked(() => stripe.creditNotes.list({ invoice: reference, limit: 100 }));
      if (notes.data.some(({ metadata }) => metadata?.['docent_credit_note_id'] === creditNoteId)) return;
      // A credit note lowers what is still to be paid; what exceeds that is refunded, or was paid outside Stripe.
      const excess = Math.max(0, cents - invoice.amount_remaining);
      const refund = Math.min(
        excess,
        Math.max(0, receivedOf(invoice) - invoice.post_payment_credit_notes_amount),
      );
      const outside = excess - refund;
      const details = {
        invoice: reference,
        amount: cents,
        memo: reason,
        metadata: { docent_credit_note_id: creditNoteId },
        ...(refund > 0 && { refund_amount: refund }),
        ...(outside > 0 && { out_of_band_amount: outside }),
      };
      await asked(() => stripe.creditNotes.create(details));
    },

    readEvent(body, signature) {
      const event = verify(stripe, body, signature, settings.webhookSecret);
      if (event.type === 'credit_note.created') {
        const note = event.data.object;
        if (note.metadata?.['docent_credit_note_id']) return undefined;
        return {
          eventId: event.id,
          outcome: 'credited',
          reference: typeof note.invoice === 'string' ? note.invoice : note.invoice.id,
          namedInvoiceId: undefined,
          currency: note.currency.toUpperCase(),
          cents: note.amount,
          paidCents: 0,
          receivedCents: 0,
        };
      }
      const outcome = outcomes[event.type];
      if (!outcome) return undefined;
      const invoice = event.data.object as StripeClient.Invoice;
      return {
        eventId: event.id,
        outcome,
        reference: invoice.id,
        namedInvoiceId: invoice.metadata?.['docent_invoice_id'],
        currency: invoice.currency.toUpperCase(),
        cents: invoice.total,
        paidCents: invoice.amount_paid,
        receivedCents: receivedOf(invoice),
      };
    },
  };
}

const outcomes: Partial<Record<string, 'paid' | 'failed' | 'ended'>> = {
  'invoice.paid': 'paid',
  'invoice.payment_failed': 'failed',
  'invoice.voided': 'ended',
  'invoice.marked_uncollectible': 'ended',
};

const receivedOf = (invoice: StripeClient.Invoice): number =>
  invoice.amount_paid - (invoice.amount_paid_off_stripe ?? 0);

/** Makes a call. Stripe that is away, or overloaded, is the error payment_unavailable. */
async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { StripeConnectionError, StripeAPIError, StripeRateLimitError } = StripeClient.errors;
    if (
      error instanceof StripeConnectionError ||
      error instanceof StripeAPIError ||
      error instanceof StripeRateLimitError
    )
      throw new DocentError('payment_unavailable', undefined, {}, error);
    throw error;
  }
}

/** A draft that was deleted. */
function undefinedIfMissing(error: unknown): undefined {
  if (error instanceof StripeClient.errors.StripeError && error.code === 'resource_missing') return;
  throw error;
}

function verify(
  stripe: StripeClient,
  body: Buffer,
  signature: string | undefined,
  secret: string,
): StripeClient.Event {
  if (!signature) fail('invalid_request', 'The header Stripe-Signature is missing.');
  try {
    return stripe.webhooks.constructEvent(body, signature, secret, TOLERANCE_SECONDS);
  } catch (error) {
    throw new DocentError(
      'invalid_request',
      'The signature does not match the body, or is too old. The operator should check STRIPE_WEBHOOK_SECRET.',
      {},
      error,
    );
  }
}
