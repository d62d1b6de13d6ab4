import { Alert } from '@mantine/core';
import { useFetcher } from '@remix-run/react';
import type { Problem } from '../api.server.ts';
import { count } from '../components/quantities.ts';

/** The result of an action of the page. */
export type JobsResult = { problem?: Problem; done?: { retried?: number; discarded?: number } };

/** All forms of the page share one fetcher, so that the result stays when the row disappears. */
export const useJobsFetcher = () => useFetcher<JobsResult>({ key: 'jobs' });

/** The result of the last retry or discard. */
export function JobNews() {
  const { data } = useJobsFetcher();
  return (
    <div role="status">
      {data?.problem && (
        <Alert color="red" mt="sm">
          {data.problem.message ?? 'This is not a valid job id.'}
        </Alert>
      )}
      {data?.done?.retried !== undefined && (
        <Alert color="teal" mt="sm">
          {data.done.retried > 0
            ? `${jobsOf(data.done.retried)} returned to ${data.done.retried === 1 ? 'its queue' : 'their queues'}.`
            : 'There was nothing to retry.'}
        </Alert>
      )}
      {data?.done?.discarded !== undefined && (
        <Alert color="teal" mt="sm">{`${jobsOf(data.done.discarded)} discarded.`}</Alert>
      )}
    </div>
  );
}

const jobsOf = (number: number) => (number === 1 ? '1 job' : `${count(number)} jobs`);
