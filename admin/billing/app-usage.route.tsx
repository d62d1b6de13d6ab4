import '@mantine/charts/styles.css';
import { Stack } from '@mantine/core';
import { useLoaderData } from '@remix-run/react';
import { COST_DAYS } from '../../shared/contract/costs.panel.ts';
import { signedIn } from '../api.server.ts';
import { Costs } from './costs.tsx';
import { costsQueryOf } from './costs-query.ts';
import { PageHead } from '../components/page-head.tsx';
import { dayName } from '../components/quantities.ts';
import { SpanChoice } from '../components/span-choice.tsx';

export const loader = signedIn(async ({ request, context: { api }, params }) => {
  const asked = costsQueryOf(request, 'model');
  // Within one app, grouping by app makes no sense.
  const query = {
    ...asked,
    app_id: params['appId']!,
    group: asked.group === 'app' ? ('model' as const) : asked.group,
  };
  return { query, costs: await api.costs.get(query), spans: [...COST_DAYS] };
});

export default function AppUsage() {
  const { query, costs, spans } = useLoaderData<typeof loader>();
  const { days, group, app_id } = query;
  const address = new URLSearchParams({ days: String(days), group, app: app_id });
  return (
    <Stack gap="lg">
      <PageHead
        order={2}
        title="Usage"
        about={`${dayName(costs.first_day)} to ${dayName(costs.last_day)}; days in the workspace’s time zone.`}
        action={<SpanChoice days={days} spans={spans} group={{ chosen: group, groups: ['model', 'key'] }} />}
      />
      <Costs costs={costs} group={group} csv={`/admin/usage/export?${address}`} />
    </Stack>
  );
}
