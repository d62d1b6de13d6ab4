import { Badge, Card, SimpleGrid, Text } from '@mantine/core';
import { Figure } from '../components/figure.tsx';
import { count, milliseconds, money } from '../components/quantities.ts';
import type { EvaluationRun } from '../types.ts';

type Summary = EvaluationRun['summary'];

const colors: Record<EvaluationRun['status'], string> = {
  running: 'blue',
  completed: 'teal',
  failed: 'red',
  cancelled: 'gray',
};

const outages = { model_server: 'the model server', database: 'the database', disk: 'space on the disk' };

/** The state of a run, with its progress or the reason why it ended. */
export function RunState({ run: { status, error, waiting_for, summary } }: { run: EvaluationRun }) {
  return (
    <>
      <Badge variant="light" color={colors[status]} tt="none" className="state">
        {status === 'running'
          ? `${count(summary.answered + summary.failed)} of ${count(summary.questions)}`
          : status}
      </Badge>
      {waiting_for && (
        <Text size="xs" className="warning" mt={4}>
          Waiting for {outages[waiting_for]}.
        </Text>
      )}
      {error && (
        <Text size="xs" className="bad" mt={4} maw={320}>
          {error}
        </Text>
      )}
    </>
  );
}

export const share = (value: number | null): string =>
  value === null ? '–' : `${Math.round(value * 100)} %`;

export const passedOf = ({ passed, questions }: Summary): string => `${count(passed)} of ${count(questions)}`;

/** The figures of a run; with another one, beside those of that. */
export function RunFigures({ run, base }: { run: EvaluationRun; base?: EvaluationRun | undefined }) {
  const figure = (name: string, show: (summary: Summary) => string, note?: string) => (
    <Figure
      key={name}
      name={name}
      value={show(run.summary)}
      note={base ? `before: ${show(base.summary)}` : note}
    />
  );
  const time = (value: number | null) => (value === null ? '–' : milliseconds(value));
  return (
    <Card withBorder>
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }}>
        {figure('Passed', passedOf)}
        {figure('Recall', ({ recall }) => share(recall), 'expected source found')}
        {figure(
          'Mean reciprocal rank',
          ({ mean_reciprocal_rank: rank }) => (rank === null ? '–' : rank.toFixed(2)),
          '1: always first',
        )}
        {figure('Cited', ({ cited }) => share(cited), 'expected source cited')}
        {figure('Words', ({ words }) => share(words), 'expected words in the answers')}
        {figure(
          'Refused, unanswerable',
          (summary) => share(summary.unanswerable_refused),
          'higher is better',
        )}
        {figure('Refused, others', (summary) => share(summary.answerable_refused), 'lower is better')}
        {figure('First words', (summary) => time(summary.first_token_ms), 'median')}
        {figure('Answer', (summary) => time(summary.latency_ms), 'median')}
        {figure('Cost', (summary) => money(summary.cost))}
        {run.judge && (
          <>
            {figure(
              'Judged right',
              ({ judged, judged_right }) => `${share(judged_right)} of ${count(judged)}`,
              `by ${run.judge.model}`,
            )}
            {figure('Cost of judging', ({ judge_cost }) => money(judge_cost))}
          </>
        )}
      </SimpleGrid>
    </Card>
  );
}
