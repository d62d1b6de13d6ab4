import '@mantine/charts/styles.css';
import { Stack } from '@mantine/core';
import type { MetaFunction } from '@remix-run/node';
import { COST_DAYS } from '../../shared/contract/costs.panel.ts';
import { signedIn } from '../api.server.ts';
import { Aggregation } from './aggregation.tsx';
import { Costs } from './costs.tsx';
import { costsQueryOf } from './costs-query.ts';
import { ErrorPage } from '../components/error-page.tsx';
import { PageHead } from '../components/page-head.tsx';
import { dayName } from '../components/quantities.ts';
import { SpanChoice } from '../components/span-choice.tsx';
import { keepLast, useLive } from '../components/use-live.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { panel } from '../../shared/contract/panel.ts';

export const meta: MetaFunction = () => [{ title: 'Usage and cost · Docent' }];

export const loader = signedIn(async ({ request, context: { api } }) => {
  const query = costsQueryOf(request, 'app');
  const [costs, { apps }, aggregations] = await Promise.all([
    api.costs.get(query),
    api.apps.names({}),
    api.aggregation.list({}),
  ]);
  return { query, costs, apps, aggregations, spans: [...COST_DAYS] };
});

export const action = formAction({
  aggregate: onSubmit(panel.runAggregation.input, (_input, { api }) => api.aggregation.run({})),
});

export const clientLoader = keepLast<typeof loader>();

export default function Usage() {
  const { query, costs, apps, aggregations, spans } = useLive<typeof loader>(({ aggregations }) =>
    aggregations.runs.some((run) => !run.finished_at),
  );
  const { days, group, app_id = '' } = query;
  const address = new URLSearchParams({ days: String(days), group, app: app_id });
  return (
    <Stack gap="lg" maw={1180}>
      <PageHead
        title="Usage and cost"
        about={`${dayName(costs.first_day)} to ${dayName(costs.last_day)}; days in each workspace’s time zone.`}
        action={
          <SpanChoice
            days={days}
            spans={spans}
            group={{ chosen: group, groups: ['app', 'key', 'model'] }}
            app={{ chosen: app_id, apps }}
          />
        }
      />
      <Costs costs={costs} group={group} csv={`/admin/usage/export?${address}`} />
      <Aggregation {...aggregations} />
    </Stack>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
