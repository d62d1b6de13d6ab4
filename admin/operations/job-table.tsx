import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { PanelJob } from '../types.ts';
import { CellTable } from '../components/cells.tsx';
import { JobIds } from './job-ids.tsx';

type Props = {
  label: string;
  jobs: PanelJob[];
  /** What is told of each job besides its reason; numbers and ages. */
  facts: { name: string; of: (job: PanelJob) => ReactNode }[];
  /** What one may do about it; null for those who may not. */
  action: ((job: PanelJob) => ReactNode) | null;
};

/** Jobs that came to nothing: which, why, and what can be done about each. */
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
        {job.reason ?? 'No reason was kept; the log has it.'}
      </Text>,
      ...facts.map(({ of }) => of(job)),
      action?.(job),
    ],
  }));
  return <CellTable label={label} columns={columns} rows={rows} />;
}
