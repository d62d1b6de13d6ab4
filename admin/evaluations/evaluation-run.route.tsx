import { Anchor, Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { Link, useFetcher, useNavigate, useParams, useSearchParams } from '@remix-run/react';
import { signedIn } from '../api.server.ts';
import { ConnectionLost } from '../components/connection-lost.tsx';
import { ErrorPage } from '../components/error-page.tsx';
import { DownloadIcon } from '../components/icons.tsx';
import { Moment } from '../components/moment.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Pager } from '../components/pager.tsx';
import { problemIn, Refused } from '../components/problem.tsx';
import { count, milliseconds } from '../components/quantities.ts';
import { ResourceTable } from '../components/resource-table.tsx';
import { keepLast, useLive } from '../components/use-live.ts';
import { formAction } from '../form-action.server.ts';
import { useMay } from '../may.ts';
import type { EvaluationResult, EvaluationRun } from '../types.ts';
import { Comparison } from './comparison.tsx';
import { AnswerText, Verdict } from './outcome.tsx';
import { RunFigures, RunState } from './run-facts.tsx';

const PER_PAGE = 25;

export const loader = signedIn(async ({ request, context: { api }, params }) => {
  const { searchParams } = new URL(request.url);
  const of = { app_id: params['appId']!, run_id: params['runId']! };
  const base_run_id = searchParams.get('base');
  const passed = (['true', 'false'] as const).find((value) => value === searchParams.get('passed'));
  const [{ evaluation_set }, { evaluation_run }, listed, comparison] = await Promise.all([
    api.evaluations.get({ app_id: of.app_id, set_id: params['setId']! }),
    api.evaluations.getRun(of),
    api.evaluations.results({
      ...of,
      passed,
      page: Math.max(1, Math.trunc(Number(searchParams.get('page'))) || 1),
      per_page: PER_PAGE,
    }),
    base_run_id ? api.evaluations.compare({ ...of, base_run_id }) : null,
  ]);
  return { name: evaluation_set.name, run: evaluation_run, passed: passed ?? 'all', comparison, ...listed };
});

export const clientLoader = keepLast<typeof loader>();

const ofRun = (ids: Record<string, string>) => ({ app_id: ids['app_id']!, run_id: ids['run_id']! });

export const action = formAction({
  cancel: async ({ api, ids }) => (await api.evaluations.cancel(ofRun(ids))).evaluation_run.status,
  resume: async ({ api, ids }) => (await api.evaluations.resume(ofRun(ids))).evaluation_run.status,
});

export default function EvaluationRunPage() {
  const { name, run, passed, comparison, results, total, meta, lost } = useLive<typeof loader>(
    ({ run }) => run.status === 'running',
  );
  const { appId, setId } = useParams();
  return (
    <Stack gap="lg">
      <PageHead
        order={2}
        back={{ to: `/apps/${appId}/evaluations/${setId}`, label: name }}
        title={comparison ? 'Two runs' : 'Run'}
        about={<About run={run} base={comparison?.base} />}
        action={<Actions run={run} />}
      />
      <ConnectionLost lost={lost} />
      <RunFigures run={run} base={comparison?.base} />
      {comparison ? (
        <Comparison comparison={comparison} />
      ) : (
        <ResourceTable
          id="results"
          title={`Results (${count(total)})`}
          about="What was answered, and how it was scored."
          action={<Filter passed={passed} />}
          empty={{ title: 'Nothing here', text: 'No question of this run is in that state.' }}
          label="Results"
          columns={[
            { name: 'Question', maxWidth: 280 },
            { name: 'Result', bare: true, minWidth: 120 },
            { name: 'Answer', bare: true, maxWidth: 480 },
            { name: 'Time', right: true },
          ]}
          rows={results.map((result) => ({ key: result.question_id, cells: cellsOf(result) }))}
        >
          <Pager page={meta.current_page} pages={Math.ceil(total / PER_PAGE)} />
        </ResourceTable>
      )}
    </Stack>
  );
}

const cellsOf = (result: EvaluationResult) => [
  <>
    {result.question}
    {result.unanswerable && (
      <Text size="xs" c="dimmed">
        unanswerable
      </Text>
    )}
  </>,
  <Verdict outcome={result} />,
  <AnswerText outcome={result} />,
  result.latency_ms === null ? (result.error_code ?? '–') : milliseconds(result.latency_ms),
];

function About({ run, base }: { run: EvaluationRun; base: EvaluationRun | undefined }) {
  const { settings } = run;
  return (
    <>
      {base ? (
        <>
          <Moment at={base.started_at} /> and <Moment at={run.started_at} />
        </>
      ) : (
        <Moment at={run.started_at} />
      )}
      {' · '}
      {settings.chat_model ?? 'the server’s default model'}, {settings.embedding_model}
      {settings.changed.length > 0 && ` · other than now: ${settings.changed.join(', ')}`}
    </>
  );
}

function Filter({ passed }: { passed: string }) {
  const navigate = useNavigate();
  return (
    <SegmentedControl
      size="xs"
      aria-label="Which results"
      value={passed}
      onChange={(value) => navigate(value === 'all' ? '?' : `?passed=${value}`, { preventScrollReset: true })}
      data={[
        { value: 'all', label: 'All' },
        { value: 'false', label: 'Not passed' },
        { value: 'true', label: 'Passed' },
      ]}
    />
  );
}

function Actions({ run }: { run: EvaluationRun }) {
  const fetcher = useFetcher();
  const mayRun = useMay('analyst');
  const { appId, setId } = useParams();
  const [search] = useSearchParams();
  const intent =
    run.status === 'running' ? 'cancel' : run.status === 'completed' ? undefined : ('resume' as const);
  return (
    <Stack gap={4} align="flex-end">
      <Group gap="xs">
        <RunState run={run} />
        {search.has('base') && (
          <Anchor component={Link} to="?" size="sm">
            All results
          </Anchor>
        )}
        <Button
          component="a"
          href={`/admin/apps/${appId}/evaluations/${setId}/runs/${run.run_id}/results.csv`}
          download
          variant="default"
          size="sm"
          leftSection={<DownloadIcon size={16} />}
        >
          CSV
        </Button>
        {mayRun && intent && (
          <fetcher.Form method="post">
            <input type="hidden" name="intent" value={intent} />
            <Button type="submit" size="sm" variant="default" loading={fetcher.state !== 'idle'}>
              {intent === 'cancel' ? 'Cancel the run' : 'Resume'}
            </Button>
          </fetcher.Form>
        )}
      </Group>
      <Refused problem={problemIn(fetcher.data)} />
    </Stack>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
