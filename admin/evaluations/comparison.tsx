import { Text } from '@mantine/core';
import { count } from '../components/quantities.ts';
import { ResourceTable } from '../components/resource-table.tsx';
import type { EvaluationComparison } from '../types.ts';
import { AnswerText, Verdict } from './outcome.tsx';

/** What got worse and better between two runs, with both answers. */
export function Comparison({ comparison }: { comparison: EvaluationComparison }) {
  const { better, worse, same, not_compared } = comparison;
  return (
    <>
      <Moved
        id="worse"
        title={`Got worse (${count(worse.length)})`}
        rows={worse}
        empty="No answer got worse."
      />
      <Moved
        id="better"
        title={`Got better (${count(better.length)})`}
        rows={better}
        empty="No answer got better."
      />
      <Text size="sm" c="dimmed">
        {count(same)} stayed the same.{' '}
        {not_compared > 0 &&
          `${count(not_compared)} could not be compared: changed in between, or without an answer in one of the runs.`}
      </Text>
    </>
  );
}

type MovedProps = { id: string; title: string; rows: EvaluationComparison['better']; empty: string };

/** So many are shown: each has two answers. */
const MOST_SHOWN = 40;

const Moved = ({ id, title, rows, empty }: MovedProps) => (
  <ResourceTable
    id={id}
    title={title}
    about={
      rows.length > MOST_SHOWN ? `The first ${MOST_SHOWN} are shown.` : 'The earlier run is on the left.'
    }
    empty={{ title: empty, text: '' }}
    label={title}
    columns={[
      { name: 'Question', maxWidth: 240 },
      { name: 'Before', bare: true, maxWidth: 360 },
      { name: 'After', bare: true, maxWidth: 360 },
    ]}
    rows={rows.slice(0, MOST_SHOWN).map(({ question_id, question, base, run }) => ({
      key: question_id,
      cells: [
        question,
        ...[base, run].map((outcome) => (
          <>
            <Verdict outcome={outcome} />
            <AnswerText outcome={outcome} />
          </>
        )),
      ],
    }))}
  />
);
