import { Stack } from '@mantine/core';
import { data } from '@remix-run/node';
import { WebhookEventType } from '../../shared/contract/webhooks.ts';
import { attempt, readForm, signedIn } from '../api.server.ts';
import { ConnectionLost } from '../components/connection-lost.tsx';
import { DeliveryLog } from './delivery-log.tsx';
import { keepLast, useLive } from '../components/use-live.ts';
import { WebhookEndpoints } from './webhook-endpoints.tsx';

const PER_PAGE = 25;
const statuses = ['pending', 'delivered', 'failed'] as const;

export const loader = signedIn(async ({ request, context: { api }, params }) => {
  const inApp = { app_id: params['appId']! };
  const search = new URL(request.url).searchParams;
  const { endpoints } = await api.webhooks.list(inApp);
  const log = await api.webhooks.deliveries({
    ...inApp,
    page: Math.max(1, Math.trunc(Number(search.get('page'))) || 1),
    per_page: PER_PAGE,
    endpoint_id: endpoints.find(({ endpoint_id }) => endpoint_id === search.get('endpoint'))?.endpoint_id,
    status: statuses.find((status) => status === search.get('status')),
  });
  return { endpoints, log, events: WebhookEventType.options };
});

export const clientLoader = keepLast<typeof loader>();

export const action = signedIn(async ({ request, context: { api }, params }) => {
  const app_id = params['appId']!;
  const { form, text } = await readForm(request);
  const endpoint = { app_id, endpoint_id: text('endpoint_id') };
  const acts: Record<string, () => Promise<object>> = {
    create: () =>
      api.webhooks.create({
        app_id,
        url: text('url').trim(),
        description: text('description'),
        events: form.getAll('events') as WebhookEventType[],
      }),
    rotate: () => api.webhooks.rotateSecret(endpoint),
    disable: () => api.webhooks.disable(endpoint),
    test: () => api.webhooks.test(endpoint),
    replay: () => api.webhooks.replay({ app_id, delivery_id: text('delivery_id') }),
  };
  const act = acts[text('intent')];
  if (!act) throw data('Unknown action.', { status: 400 });
  return attempt(act);
});

export default function AppWebhooks() {
  const { endpoints, log, events, lost } = useLive<typeof loader>(({ log }) =>
    log.deliveries.some(({ status }) => status === 'pending'),
  );
  return (
    <Stack gap="xl">
      {lost && <ConnectionLost lost />}
      <WebhookEndpoints endpoints={endpoints} events={events} />
      {(endpoints.length > 0 || log.deliveries.length > 0) && (
        <DeliveryLog endpoints={endpoints} log={log} statuses={statuses} />
      )}
    </Stack>
  );
}
