// Webhooks: endpoints, secrets, delivery log.
import { panel } from '../../../shared/contract/index.ts';
import { createWebhook } from '../../webhooks/create-webhook.ts';
import { disableWebhook } from '../../webhooks/disable-webhook.ts';
import { listDeliveries } from '../../webhooks/list-deliveries.ts';
import { listWebhooks } from '../../webhooks/list-webhooks.ts';
import { replayDelivery } from '../../webhooks/replay-delivery.ts';
import { rotateWebhookSecret } from '../../webhooks/rotate-webhook-secret.ts';
import { testWebhook } from '../../webhooks/test-webhook.ts';
import { updateWebhook } from '../../webhooks/update-webhook.ts';
import { within } from './base.ts';

export const webhooks = {
  list: within('viewer').query(({ ctx }) => listWebhooks(ctx.call)),
  create: within('admin')
    .input(panel.createWebhook.input)
    .mutation(({ ctx, input }) => createWebhook(ctx.call, input)),
  update: within('admin')
    .input(panel.updateWebhook.input)
    .mutation(({ ctx, input }) => updateWebhook(ctx.call, input)),
  disable: within('admin')
    .input(panel.disableWebhook.input)
    .mutation(({ ctx, input }) => disableWebhook(ctx.call, input)),
  rotateSecret: within('admin')
    .input(panel.rotateWebhookSecret.input)
    .mutation(({ ctx, input }) => rotateWebhookSecret(ctx.call, input)),
  test: within('admin')
    .input(panel.testWebhook.input)
    .mutation(({ ctx, input }) => testWebhook(ctx.call, input)),
  deliveries: within('viewer')
    .input(panel.listDeliveries.input)
    .query(({ ctx, input }) => listDeliveries(ctx.call, input)),
  replay: within('admin')
    .input(panel.replayDelivery.input)
    .mutation(({ ctx, input }) => replayDelivery(ctx.call, input)),
};
