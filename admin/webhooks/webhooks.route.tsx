import { Stack } from '@mantine/core';
import { WebhookEventType } from '../../shared/contract/webhooks.ts';
import { signedIn } from '../api.server.ts';
import { ConnectionLost } from '../components/connection-lost.tsx';
import { DeliveryLog } from './delivery-log.tsx';
import { keepLast, useLive } from '../components/use-live.ts';
import { WebhookEndpoints } from './webhook-endpoints.tsx';
import { formAction, onSubmit } from '../form-action.server.ts';
import { panel } from '../../shared/contract/panel.ts';

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

export const action = formAction({
  create: onSubmit(panel.createWebhook.input, (input, { api, ids }) =>
    api.webhooks.create({ app_id: ids['app_id']!, ...input }),
  ),
  // A description that was emptied sends nothing.
  update: onSubmit(panel.updateWebhook.input, ({ description = '', ...input }, { api, ids }) =>
    api.webhooks.update({ app_id: ids['app_id']!, ...input, description }),
  ),
  rotate: onSubmit(panel.rotateWebhookSecret.input, (input, { api, ids }) =>
    api.webhooks.rotateSecret({ app_id: ids['app_id']!, ...input }),
  ),
  disable: onSubmit(panel.disableWebhook.input, (input, { api, ids }) =>
    api.webhooks.disable({ app_id: ids['app_id']!, ...input }),
  ),
  test: onSubmit(panel.testWebhook.input, (input, { api, ids }) =>
    api.webhooks.test({ app_id: ids['app_id']!, ...input }),
  ),
  replay: onSubmit(panel.replayDelivery.input, (input, { api, ids }) =>
    api.webhooks.replay({ app_id: ids['app_id']!, ...input }),
  ),
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
