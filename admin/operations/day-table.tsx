import { Card } from '@mantine/core';
import type { Overview } from '../types.ts';
import { CellTable } from '../components/cells.tsx';
import { count, dayName, milliseconds, money } from '../components/quantities.ts';

const columns = [
  { name: 'Day' },
  { name: 'Answers', right: true },
  { name: 'Failed', right: true },
  { name: 'Aborted', right: true },
  { name: 'Time to first token (median)', right: true },
  { name: '95th percentile', right: true },
  { name: 'Input tokens', right: true },
  { name: 'Output tokens', right: true },
  { name: 'Cost', right: true },
];

/** The numbers of the charts, newest day first. */
export function DayTable({ days }: { days: Overview['by_day'] }) {
  const time = (value: number | null) => (value === null ? '–' : milliseconds(value));
  const rows = days.toReversed().map((day) => ({
    key: day.day,
    cells: [
      dayName(day.day),
      count(day.answers),
      count(day.failed),
      count(day.aborted),
      time(day.first_token_p50_ms),
      time(day.first_token_p95_ms),
      count(day.input_tokens),
      count(day.output_tokens),
      money(day.cost),
    ],
  }));
  return (
    <Card withBorder padding={0} component="details" className="details">
      <summary>Show daily figures</summary>
      <CellTable label="Days" columns={columns} rows={rows} />
    </Card>
  );
}
