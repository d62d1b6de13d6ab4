import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { PanelJob } from '../types.ts';
import { CellTable } from '../components/cells.tsx';
import { JobIds } from './job-ids.tsx';

type Props = {
  label: string;
  jobs: PanelJob[];
  /** Further columns, beside the reason. */
  facts: { name: string; of: (job: PanelJob) => ReactNode }[];
  /** The actions for a job; null without the role for them. */
  action: ((job: PanelJob) => ReactNode) | null;
};

/** Failed jobs with their reason and actions. */
export function JobTable({ label, jobs, facts, action }: Props) {
  const columns = [
    { name: 'Job' },
    { name: 'Reason' },
    ...facts.map(({ name }) => ({ name, right: true })),
    ...(action ? [{ name: 'Actions', right: true, hidden: true }] : []),
  ];
  const rows = jobs.map((job) => ({
    key: job.job_id,
    cells: [
      <JobIds {...job} />,
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {job.reason ?? 'See the log for the reason.'}
      </Text>,
      ...facts.map(({ of }) => of(job)),
      action?.(job),
    ],
  }));
  return <CellTable label={label} columns={columns} rows={rows} />;
}
