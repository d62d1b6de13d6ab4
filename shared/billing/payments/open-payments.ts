import type { Config } from '../../platform/config.ts';
import type { PaymentProvider } from './payment-provider.ts';

/** The configured payment provider; undefined: invoices are paid by hand. Stripe's client is loaded when needed. */
export async function openPayments({ stripe }: Config): Promise<PaymentProvider | undefined> {
  if (!stripe) return undefined;
  const { stripePayments } = await import('./stripe-payments.ts');
  return stripePayments(stripe);
}
