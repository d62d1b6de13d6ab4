import { Badge, Text } from '@mantine/core';
import type { Jobs, PanelJob } from '../types.ts';
import { Age, ageOf } from '../components/age.tsx';
import { CellTable } from '../components/cells.tsx';
import { JobIds } from './job-ids.tsx';
import { Section } from '../components/section.tsx';

const columns = [
  { name: 'Job' },
  { name: 'State' },
  { name: 'Attempt', right: true },
  { name: 'Since', right: true },
];

/** Running jobs, and jobs that wait for a retry. */
export function RunningJobs({
  running,
  retrying,
  now,
}: Pick<Jobs, 'running' | 'retrying'> & { now: string }) {
  const row = (job: PanelJob, state: React.ReactNode) => ({
    key: job.job_id,
    cells: [
      <JobIds {...job} />,
      state,
      `${job.attempt} of ${job.attempts}`,
      <Age at={job.started_at} now={now} />,
    ],
  });
  const rows = [
    ...running.map((job) =>
      row(
        job,
        <Badge variant="light" color="blue" tt="none">
          running
        </Badge>,
      ),
    ),
    ...retrying.map((job) =>
      row(
        job,
        <div>
          <Badge variant="default" tt="none">
            next try {nextTry(job, now)}
          </Badge>
          <Text size="xs" c="red" mt={4} style={{ overflowWrap: 'anywhere' }}>
            {job.reason}
          </Text>
        </div>,
      ),
    ),
  ];
  return (
    <Section id="running" title="Running" about="Running, or waiting for a retry. At most 50 of each.">
      <CellTable label="Running" columns={columns} rows={rows} />
    </Section>
  );
}

const nextTry = (job: PanelJob, now: string) =>
  job.start_after > now ? `in ${ageOf(now, job.start_after)}` : 'now';
