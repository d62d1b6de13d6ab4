import { Anchor, Text } from '@mantine/core';
import { Link } from '@remix-run/react';
import { Moment } from '../components/moment.tsx';
import { milliseconds, money } from '../components/quantities.ts';
import { ResourceTable } from '../components/resource-table.tsx';
import type { EvaluationRun } from '../types.ts';
import { passedOf, RunState, share } from './run-facts.tsx';

/** The latest runs of a set; each can be compared with the one before it. */
export function RunTable({ runs }: { runs: EvaluationRun[] }) {
  return (
    <ResourceTable
      id="runs"
      title="Runs"
      about="The latest first. Open one for its answers, or compare it with the one before."
      empty={{ title: 'No runs yet', text: 'Add questions, then run the set.' }}
      label="Runs"
      columns={[
        { name: 'Started', minWidth: 110 },
        { name: 'State', bare: true, minWidth: 135 },
        { name: 'Model', maxWidth: 260 },
        { name: 'Passed', right: true },
        { name: 'Recall', right: true },
        { name: 'Cited', right: true },
        { name: 'Refused', right: true },
        { name: 'Answer', right: true },
        { name: 'Cost', right: true },
        { name: 'Compare', hidden: true, right: true },
      ]}
      rows={runs.map((run, index) => ({ key: run.run_id, cells: cellsOf(run, runs[index + 1]) }))}
    />
  );
}

function cellsOf(run: EvaluationRun, before: EvaluationRun | undefined) {
  const { run_id, settings, switch_id, summary, started_at, started_by } = run;
  const tried = settings.changed.filter((name) => !name.startsWith('embedding_'));
  return [
    <>
      <Anchor component={Link} to={`runs/${run_id}`} size="sm" fw={500}>
        <Moment at={started_at} />
      </Anchor>
      {started_by === 'schedule' && (
        <Text size="xs" c="dimmed">
          nightly
        </Text>
      )}
    </>,
    <RunState run={run} />,
    <>
      {settings.chat_model ?? 'the server’s default'}
      {(tried.length > 0 || switch_id) && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          other than now: {[...tried, ...(switch_id ? [settings.embedding_model] : [])].join(', ')}
        </Text>
      )}
    </>,
    passedOf(summary),
    share(summary.recall),
    share(summary.cited),
    share(summary.unanswerable_refused),
    summary.latency_ms === null ? '–' : milliseconds(summary.latency_ms),
    money(summary.cost),
    before && (
      <Anchor component={Link} to={`runs/${run_id}?base=${before.run_id}`} size="sm">
        Compare
      </Anchor>
    ),
  ];
}
