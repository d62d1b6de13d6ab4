import express, { Router, type Request, type Response } from 'express';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { openPayments } from '../../../shared/billing/payments/open-payments.ts';
import { receivePaymentEvent } from './receive-payment-event.ts';

/** Receives Stripe's events. The body stays raw, because the signature covers its bytes. */
export function stripeWebhook(ctx: Context): Router {
  const router = Router();
  const bytes = express.raw({ type: () => true, limit: 1_048_576 });
  router.post('/webhooks/stripe', bytes, (req, res) => receive(ctx, req, res));
  return router;
}

async function receive(ctx: Context, req: Request, res: Response): Promise<void> {
  const payments = (await openPayments(ctx.config)) ?? fail('not_found');
  const signature = req.headers['stripe-signature'];
  const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
  const event = payments.readEvent(body, typeof signature === 'string' ? signature : undefined);
  if (event) await receivePaymentEvent(ctx, payments.name, event);
  res.json({ received: true });
}
