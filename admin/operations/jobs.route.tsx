import { Button, Group, Stack } from '@mantine/core';
import type { MetaFunction } from '@remix-run/node';
import { Link } from '@remix-run/react';
import { signedIn } from '../api.server.ts';
import { ConnectionLost } from '../components/connection-lost.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { ErrorPage } from '../components/error-page.tsx';
import { FailedJobs } from './failed-jobs.tsx';
import { JobNews } from './job-news.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Queues } from './queues.tsx';
import { RunningJobs } from './running-jobs.tsx';
import { Schedules } from './schedules.tsx';
import { keepLast, useLive } from '../components/use-live.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { panel } from '../../shared/contract/panel.ts';
import { z } from 'zod';

export const meta: MetaFunction = () => [{ title: 'Jobs · Docent' }];

export const loader = signedIn(async ({ request, context: { api } }, { role }) => {
  const page = Math.trunc(Number(new URL(request.url).searchParams.get('page'))) || 1;
  const jobs = await api.jobs.get({ page: Math.min(Math.max(1, page), 100_000) });
  return { jobs, mayChange: role === 'owner' || role === 'admin', now: new Date().toISOString() };
});

export const clientLoader = keepLast<typeof loader>();

/** Without an id, a form is about all dead letters. */
const OfJob = z.object({ job_id: z.string().optional() });
const idsOf = (job_id: string | undefined) => (job_id ? [job_id] : undefined);

export const action = formAction({
  retry: onSubmit(OfJob, ({ job_id }, { api }) => api.jobs.retryDeadLetters({ job_ids: idsOf(job_id) })),
  discard: onSubmit(OfJob, ({ job_id }, { api }) => api.jobs.discardDeadLetters({ job_ids: idsOf(job_id) })),
  'retry-failed': onSubmit(panel.retryJob.input, (input, { api }) => api.jobs.retry(input)),
});

export default function Jobs() {
  const { jobs, mayChange, now, lost } = useLive<typeof loader>(() => true);
  const { dead_letters, failed, running, retrying } = jobs;
  return (
    <Stack gap="xl" maw={1180}>
      <div>
        <PageHead title="Jobs" about="What the workers are doing. Updates automatically." />
        <ConnectionLost lost={lost} />
        <JobNews />
      </div>
      <Queues queues={jobs.queues} now={now} />
      {(running.length > 0 || retrying.length > 0) && (
        <RunningJobs running={running} retrying={retrying} now={now} />
      )}
      <DeadLetters {...dead_letters} mayChange={mayChange} now={now} />
      {(dead_letters.current_page > 1 || dead_letters.has_more) && (
        <Group justify="flex-end" gap="xs" mt="calc(var(--mantine-spacing-xl) * -1 + 8px)">
          {dead_letters.current_page > 1 && <Page number={dead_letters.current_page - 1} name="Newer" />}
          {dead_letters.has_more && <Page number={dead_letters.current_page + 1} name="Older" />}
        </Group>
      )}
      {failed.length > 0 && <FailedJobs jobs={failed} mayChange={mayChange} now={now} />}
      <Schedules schedules={jobs.schedules} now={now} />
    </Stack>
  );
}

const Page = ({ number, name }: { number: number; name: string }) => (
  <Button component={Link} to={`?page=${number}#dead-letters`} variant="default" size="xs">
    {name} dead letters
  </Button>
);

export function ErrorBoundary() {
  return <ErrorPage />;
}
