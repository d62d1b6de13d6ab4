import { z } from 'zod';
import { identifier, Page, PageMeta, Timestamp } from './fields.ts';
import { WebhookEventType } from './webhooks.ts';
import { panelAction } from './action.panel.ts';

const EndpointId = identifier('whk', 'Identifier of a webhook endpoint.');
const DeliveryId = identifier('dlv', 'Identifier of a delivery.');

export const WebhookEndpoint = z.object({
  endpoint_id: EndpointId,
  url: z.string(),
  description: z.string(),
  events: z.array(z.string()),
  created_at: Timestamp,
  disabled_at: Timestamp.nullable(),
});
export type WebhookEndpoint = z.infer<typeof WebhookEndpoint>;

export const CreateWebhook = z.object({
  url: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://example.com/hooks' })
    .max(2_000)
    .refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), 'must not contain a user name or password'),
  description: z.string().trim().max(200).default(''),
  events: z.array(WebhookEventType).min(1, 'choose at least one'),
});
export type CreateWebhook = z.infer<typeof CreateWebhook>;

export const UpdateWebhook = z.object({
  endpoint_id: EndpointId,
  url: CreateWebhook.shape.url.optional(),
  description: z.string().trim().max(200).optional(),
  events: CreateWebhook.shape.events.optional(),
});
export type UpdateWebhook = z.infer<typeof UpdateWebhook>;

const WebhookDelivery = z.object({
  delivery_id: DeliveryId,
  endpoint_id: EndpointId,
  event_id: z.string(),
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
  status: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.array(
    z.object({ at: Timestamp, status: z.int().nullable(), ms: z.int(), error: z.string().nullable() }),
  ),
  created_at: Timestamp,
});

export const ListDeliveries = z.object({
  ...Page,
  endpoint_id: EndpointId.optional(),
  status: WebhookDelivery.shape.status.optional(),
});
export type ListDeliveries = z.infer<typeof ListDeliveries>;

const ById = z.object({ endpoint_id: EndpointId });

export const webhooks = {
  listWebhooks: panelAction('query', z.object({}), z.object({ endpoints: z.array(WebhookEndpoint) })),
  createWebhook: panelAction(
    'mutation',
    CreateWebhook,
    z.object({ endpoint: WebhookEndpoint, secret: z.string() }),
  ),
  updateWebhook: panelAction('mutation', UpdateWebhook, z.object({ endpoint: WebhookEndpoint })),
  disableWebhook: panelAction('mutation', ById, z.object({ endpoint: WebhookEndpoint })),
  rotateWebhookSecret: panelAction(
    'mutation',
    ById,
    z.object({ endpoint: WebhookEndpoint, secret: z.string() }),
  ),
  testWebhook: panelAction('mutation', ById, z.object({ delivery_id: DeliveryId })),
  listDeliveries: panelAction(
    'query',
    ListDeliveries,
    z.object({ deliveries: z.array(WebhookDelivery), meta: PageMeta }),
  ),
  replayDelivery: panelAction(
    'mutation',
    z.object({ delivery_id: DeliveryId }),
    z.object({ delivery_id: DeliveryId }),
  ),
};
