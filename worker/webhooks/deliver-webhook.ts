import { sql } from 'kysely';
import type { DeliveryAttempt } from '../../db/tables/webhooks.ts';
import { boundTo, findApp, type App } from '../../shared/tenancy/app.ts';
import { AddressRefused } from '../../shared/platform/egress/open-egress.ts';
import { queueNotice } from '../../shared/mail/queue-notice.ts';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import { VERSION } from '../../shared/platform/version.ts';
import { refreshWebhookEvents } from '../../shared/webhooks/refresh-webhook-events.ts';
import { readWebhookSecret, signedHeaders } from '../../shared/webhooks/sign-event.ts';
import type { Run, Worker } from '../worker.ts';

const TIMEOUT_MS = 15_000;
/** How much of a response is read, to keep the connection; none of it is stored. */
const MOST_BYTES = 16_384;

/**
 * Delivers an event to an endpoint. Anything but a 2xx response is retried with backoff. Redirects are not followed;
 * 410 disables the endpoint. Every attempt is in the delivery log.
 */
export async function deliverWebhook(
  service: Worker,
  { payload, signal, last }: Run<JobPayload<'deliver-webhook'>>,
): Promise<void> {
  const { app_id, delivery_id } = payload;
  const worker = boundTo(service, app_id);
  const app = await findApp(worker, app_id);
  const delivery = app && (await readDelivery(worker, app_id, delivery_id));
  if (!app || !delivery || delivery.status !== 'pending') return;
  if (delivery.disabled_at) {
    const attempt = { at: new Date().toISOString(), status: null, ms: 0, error: 'The endpoint is disabled.' };
    return note(worker, payload, attempt, 'failed', { disabled: true });
  }
  const attempt = await post(worker, app, delivery, signal);
  signal.throwIfAborted();
  if (attempt.error === null) return note(worker, payload, attempt, 'delivered');
  const gone = attempt.status === 410;
  await note(worker, payload, attempt, last || gone ? 'failed' : 'pending');
  if (gone) await disable(worker, app_id, delivery.endpoint_id);
  else throw Object.assign(new Error('webhook not delivered'), { code: 'WEBHOOK_NOT_DELIVERED' });
}

type Delivery = NonNullable<Awaited<ReturnType<typeof readDelivery>>>;

const readDelivery = ({ db }: Worker, appId: string, deliveryId: string) =>
  db
    .selectFrom('webhook_deliveries as delivery')
    .innerJoin('webhook_events as event', (join) =>
      join.onRef('event.app_id', '=', 'delivery.app_id').onRef('event.event_id', '=', 'delivery.event_id'),
    )
    .innerJoin('webhook_endpoints as endpoint', (join) =>
      join
        .onRef('endpoint.app_id', '=', 'delivery.app_id')
        .onRef('endpoint.endpoint_id', '=', 'delivery.endpoint_id'),
    )
    .select(['delivery.status', 'event.event_id', 'event.type', 'event.data', 'event.created_at'])
    .select(['endpoint.endpoint_id', 'endpoint.url', 'endpoint.secret', 'endpoint.disabled_at'])
    .select(['endpoint.previous_secret', 'endpoint.previous_until'])
    .where('delivery.app_id', '=', appId)
    .where('delivery.delivery_id', '=', deliveryId)
    .executeTakeFirst();

async function post(
  { egress }: Worker,
  app: App,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<DeliveryAttempt> {
  const { type, data, event_id, created_at } = delivery;
  const body = JSON.stringify({ type, timestamp: created_at.toISOString(), data });
  const now = new Date();
  const started = performance.now();
  const attempt = (status: number | null, error: string | null): DeliveryAttempt => ({
    at: now.toISOString(),
    status,
    ms: Math.round(performance.now() - started),
    error,
  });
  try {
    const answer = await egress.request(delivery.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': `Docent/${VERSION}`,
        ...signedHeaders(secretsOf(app, delivery, now), event_id, body, now),
      },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await answer.body.dump({ limit: MOST_BYTES }).catch(() => {});
    const { statusCode } = answer;
    if (statusCode < 300) return attempt(statusCode, null);
    return attempt(
      statusCode,
      statusCode < 400
        ? 'It responded with a redirect, which is not followed.'
        : `It responded with ${statusCode}.`,
    );
  } catch (error) {
    return attempt(null, reasonOf(error));
  }
}

/** The secret, and for a day after a rotation also the previous one. */
function secretsOf(app: App, delivery: Delivery, now: Date): string[] {
  const { endpoint_id, secret, previous_secret, previous_until } = delivery;
  const sealed =
    previous_secret && previous_until && previous_until > now ? [secret, previous_secret] : [secret];
  return sealed.map((one) => readWebhookSecret(app, endpoint_id, one));
}

function reasonOf(error: unknown): string {
  if (error instanceof AddressRefused) return error.message;
  const { name, code } = error as { name?: string; code?: string };
  if (name === 'TimeoutError') return `There was no response within ${TIMEOUT_MS / 1000} seconds.`;
  return `The connection failed (${code ?? name ?? 'unknown'}).`;
}

async function note(
  worker: Worker,
  { app_id, delivery_id }: JobPayload<'deliver-webhook'>,
  attempt: DeliveryAttempt,
  status: 'pending' | 'delivered' | 'failed',
  { disabled = false } = {},
): Promise<void> {
  await worker.db.transaction().execute(async (tx) => {
    await tx
      .updateTable('webhook_deliveries')
      .set({
        status,
        attempts: sql`attempts || ${JSON.stringify([attempt])}::jsonb`,
        finished_at: status === 'pending' ? null : sql<Date>`now()`,
      })
      .where('app_id', '=', app_id)
      .where('delivery_id', '=', delivery_id)
      .execute();
    if (status === 'failed' && !disabled)
      await queueNotice(worker, tx, 'failed_webhooks', [delivery_id], app_id);
  });
}

async function disable({ db }: Worker, appId: string, endpointId: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('webhook_endpoints')
      .set({ disabled_at: sql`now()` })
      .where('app_id', '=', appId)
      .where('endpoint_id', '=', endpointId)
      .execute();
    await refreshWebhookEvents(tx, appId);
  });
}
