import type { Generated } from 'kysely';
import type { Json } from './documents.ts';

export type WebhookEndpointsTable = {
  app_id: string;
  endpoint_id: string;
  url: string;
  description: Generated<string>;
  /** The events it receives. */
  events: string[];
  /** The signing secret, sealed with the app's data key. */
  secret: Buffer;
  /** The previous secret, which also signs events until this time. */
  previous_secret: Buffer | null;
  previous_until: Date | null;
  created_at: Generated<Date>;
  disabled_at: Date | null;
};

/** An event, once for all endpoints; ids and numbers only, never what people wrote. */
export type WebhookEventsTable = {
  app_id: string;
  event_id: string;
  type: string;
  data: Json<Record<string, unknown>>;
  created_at: Generated<Date>;
};

/** One attempt to deliver; `status` is null if there was no response. */
export type DeliveryAttempt = { at: string; status: number | null; ms: number; error: string | null };

export type WebhookDeliveriesTable = {
  app_id: string;
  delivery_id: string;
  event_id: string;
  endpoint_id: string;
  status: Generated<'pending' | 'delivered' | 'failed'>;
  attempts: Json<DeliveryAttempt[]>;
  created_at: Generated<Date>;
  finished_at: Date | null;
};
