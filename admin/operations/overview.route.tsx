import '@mantine/charts/styles.css';
import { Card, SimpleGrid, Stack } from '@mantine/core';
import type { MetaFunction } from '@remix-run/node';
import { errorCodes, type ErrorCode } from '../../shared/contract/errors.ts';
import { OVERVIEW_DAYS, overview as panel } from '../../shared/contract/overview.panel.ts';
import { signedIn } from '../api.server.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { AppRanking } from './app-ranking.tsx';
import { Attention } from './attention.tsx';
import { ChartsLater } from '../components/charts-later.tsx';
import { ConnectionLost } from '../components/connection-lost.tsx';
import { DayTable } from './day-table.tsx';
import { Empty } from '../components/empty.tsx';
import { ErrorPage } from '../components/error-page.tsx';
import { FailureCodes } from './failure-codes.tsx';
import { FirstSteps } from './first-steps.tsx';
import { Figure } from '../components/figure.tsx';
import { IngestHealth } from './ingest-health.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Quality } from './quality.tsx';
import { count, milliseconds, money } from '../components/quantities.ts';
import { SpanChoice } from '../components/span-choice.tsx';
import { keepLast, useLive } from '../components/use-live.ts';
import type { Overview as Answer } from '../types.ts';

export const meta: MetaFunction = () => [{ title: 'Overview · Docent' }];

export const loader = signedIn(async ({ request, context: { api } }, admin) => {
  const { searchParams } = new URL(request.url);
  const days = OVERVIEW_DAYS.find((days) => String(days) === searchParams.get('days')) ?? 30;
  const app_id = searchParams.get('app') || undefined;
  const [overview, firstSteps] = await Promise.all([
    api.overview.get({ days, app_id }),
    // They are about the installation.
    admin.role ? api.overview.firstSteps({}) : { steps: [], app_id: null },
  ]);
  const reasons = Object.fromEntries(
    overview.errors.map(({ code }) => [code, errorCodes[code as ErrorCode]?.[1] ?? '']),
  );
  return {
    overview,
    firstSteps,
    reasons,
    days,
    spans: [...OVERVIEW_DAYS],
    app_id,
    now: new Date().toISOString(),
  };
});

export const action = formAction({
  default: onSubmit(panel.noteFirstStep.input, (input, { api }) => api.overview.noteFirstStep(input)),
});

export const clientLoader = keepLast<typeof loader>();

export default function Overview() {
  const { overview, firstSteps, reasons, days, spans, app_id, now, lost } = useLive<typeof loader>();
  const { total, by_day, time_zone } = overview;
  return (
    <Stack gap="lg" maw={1180}>
      <div>
        <PageHead
          title="Overview"
          about={`The last ${days} days including today, the first row against the ${days} days before. Days start at midnight in ${time_zone}.`}
          action={
            <SpanChoice days={days} spans={spans} app={{ chosen: app_id ?? '', apps: overview.apps }} />
          }
        />
        <ConnectionLost lost={lost} />
      </div>
      <FirstSteps {...firstSteps} />
      <Attention items={overview.attention} now={now} />
      <Quality quality={overview.quality} days={days} />
      <Totals {...total} />
      {total.answers === 0 ? (
        <Card withBorder>
          <Empty title="No answers in this period">
            Open an app and ask it something in its playground, or send a question to POST /api/v1/chat with
            one of its keys: the answer, its speed and its cost appear here.
          </Empty>
        </Card>
      ) : (
        <>
          <ChartsLater days={by_day} beside={<FailureCodes errors={overview.errors} reasons={reasons} />} />
          <DayTable days={by_day} />
        </>
      )}
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <IngestHealth {...overview.ingest} now={now} />
        <AppRanking apps={overview.by_app} />
      </SimpleGrid>
    </Stack>
  );
}

function Totals(total: Answer['total']) {
  const tokens = total.input_tokens + total.output_tokens;
  const share = total.answers > 0 ? Math.round((1000 * total.failed) / total.answers) / 10 : 0;
  const time = (value: number | null) => (value === null ? '–' : milliseconds(value));
  return (
    <Card withBorder component="section" aria-label="Totals">
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }}>
        <Figure name="Answers" value={count(total.answers)} />
        <Figure name="Failed" value={count(total.failed)} note={`${share} % of answers`} />
        <Figure
          name="Time to first token (median)"
          value={time(total.first_token_p50_ms)}
          note={`95th percentile: ${time(total.first_token_p95_ms)}`}
        />
        <Figure name="Tokens" value={count(tokens)} note="Embeddings included" />
        <Figure
          name="Cost"
          value={money(total.cost)}
          note={
            total.unpriced_tokens > 0
              ? `${count(total.unpriced_tokens)} tokens without a known price`
              : undefined
          }
        />
      </SimpleGrid>
    </Card>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
