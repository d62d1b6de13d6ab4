import '@mantine/charts/styles.css';
import { Group, Stack } from '@mantine/core';
import { useLoaderData } from '@remix-run/react';
import { signedIn } from '../../api.server.ts';
import { CostFilters } from '../../components/cost-filters.tsx';
import { Costs } from '../../components/costs.tsx';
import { costsQueryOf } from '../../components/costs-query.ts';

export const loader = signedIn(async ({ request, context: { api }, params }) => {
  const asked = costsQueryOf(request, 'model');
  // Of one app there is nothing to tell apart by app.
  const query = {
    ...asked,
    app_id: params['appId']!,
    group: asked.group === 'app' ? ('model' as const) : asked.group,
  };
  return { query, costs: await api.costs.get(query) };
});

export default function AppUsage() {
  const { query, costs } = useLoaderData<typeof loader>();
  const { days, group, app_id } = query;
  const address = new URLSearchParams({ days: String(days), group, app: app_id });
  return (
    <Stack gap="lg">
      <Group justify="flex-end">
        <CostFilters days={days} group={group} groups={['model', 'key']} />
      </Group>
      <Costs costs={costs} group={group} csv={`/admin/usage/export?${address}`} />
    </Stack>
  );
}
