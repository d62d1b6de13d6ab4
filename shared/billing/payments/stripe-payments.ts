import StripeClient from 'stripe';
import type { Config } from '../../platform/config.ts';
import { DocentError, fail } from '../../platform/errors.ts';
import type { PaymentProvider } from './payment-provider.ts';

/** Maximum age of a signed event in seconds. */
const TOLERANCE_SECONDS = 300;
const DAYS_UNTIL_DUE = 14;

/** Stripe, with its official client. Every call has an idempotency key, so that a job may run any number of times. */
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
  return {
    name: 'stripe',
    async charge(payable, known) {
      const { invoiceId, number, workspaceId, workspaceName, cents } = payable;
      const once = (step: string) => ({ idempotencyKey: `docent-${invoiceId}-${step}` });
      const currency = payable.currency.toLowerCase();
      const metadata = { docent_invoice_id: invoiceId, docent_workspace_id: workspaceId };
      const customer =
        known ??
        (
          await stripe.customers.create(
            { name: workspaceName, metadata: { docent_workspace_id: workspaceId } },
            { idempotencyKey: `docent-${workspaceId}-customer` },
          )
        ).id;
      const invoice = await stripe.invoices.create(
        {
          customer,
          currency,
          collection_method: 'send_invoice',
          days_until_due: DAYS_UNTIL_DUE,
          auto_advance: true,
          description: `Docent invoice ${number}`,
          metadata,
        },
        once('invoice'),
      );
      await stripe.invoiceItems.create(
        {
          customer,
          invoice: invoice.id,
          amount: cents,
          currency,
          description: `Docent invoice ${number}`,
          metadata,
        },
        once('item'),
      );
      const final = await stripe.invoices.finalizeInvoice(invoice.id, {}, once('finalize'));
      return { customer, reference: invoice.id, url: final.hosted_invoice_url ?? null };
    },
    async credit(reference, creditNoteId, cents, reason) {
      await stripe.creditNotes.create(
        {
          invoice: reference,
          amount: cents,
          memo: reason,
          metadata: { docent_credit_note_id: creditNoteId },
        },
        { idempotencyKey: `docent-${creditNoteId}` },
      );
    },
    readEvent(body, signature) {
      const event = verify(stripe, body, signature, settings.webhookSecret);
      if (event.type !== 'invoice.paid' && event.type !== 'invoice.payment_failed') return undefined;
      const invoiceId = event.data.object.metadata?.['docent_invoice_id'];
      if (!invoiceId) return undefined;
      return { eventId: event.id, invoiceId, outcome: event.type === 'invoice.paid' ? 'paid' : 'failed' };
    },
  };
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
