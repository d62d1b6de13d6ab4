// The charts of the overview. Loaded in the browser only: they are large, and the server does not know the width.
import { BarChart, LineChart, type BarChartSeries } from '@mantine/charts';
import { Card, SimpleGrid, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Overview } from '../types.ts';
import { CHART_HEIGHT } from '../components/charts-later.tsx';
import { compact, count, dayName, milliseconds, money } from '../components/quantities.ts';

type Days = Overview['by_day'];
type Chart = {
  title: string;
  series: (BarChartSeries & { label: string })[];
  format: (value: number) => string;
  tick: (value: number) => string;
  line?: true;
};

const charts: Chart[] = [
  {
    title: 'Answers',
    series: [
      { name: 'complete', label: 'Complete', color: 'teal.7' },
      { name: 'aborted', label: 'Aborted', color: 'gray.5' },
      { name: 'failed', label: 'Failed', color: 'red.7' },
    ],
    format: count,
    tick: compact,
  },
  {
    title: 'Time to first token',
    series: [
      { name: 'first_token_p50_ms', label: 'Median', color: 'teal.7' },
      { name: 'first_token_p95_ms', label: '95th percentile', color: 'orange.7' },
    ],
    format: milliseconds,
    tick: milliseconds,
    line: true,
  },
  {
    title: 'Tokens',
    series: [
      { name: 'input_tokens', label: 'Input', color: 'blue.7' },
      { name: 'output_tokens', label: 'Output', color: 'cyan.6' },
    ],
    format: count,
    tick: compact,
  },
  {
    title: 'Cost',
    series: [{ name: 'cost', label: 'US dollars', color: 'teal.7' }],
    format: money,
    tick: money,
  },
  {
    title: 'Failed answers',
    series: [{ name: 'failed', label: 'Failed', color: 'red.7' }],
    format: count,
    tick: compact,
  },
];

export default function DayCharts({ days, beside }: { days: Days; beside: ReactNode }) {
  const data = days.map((day) => ({
    ...day,
    name: dayName(day.day),
    complete: day.answers - day.failed - day.aborted,
  }));
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }}>
      {charts.map((chart) => (
        <Drawn key={chart.title} {...chart} data={data} />
      ))}
      {beside}
    </SimpleGrid>
  );
}

function Drawn({ title, series, format, tick, line, data }: Chart & { data: Record<string, unknown>[] }) {
  const shared = {
    h: CHART_HEIGHT,
    data,
    dataKey: 'name',
    series,
    withLegend: series.length > 1,
    legendProps: { verticalAlign: 'bottom' as const },
    valueFormatter: format,
    yAxisProps: { width: 66, interval: 0 as const, tickFormatter: tick, allowDecimals: format === money },
    xAxisProps: { minTickGap: 24 },
    textColor: 'dimmed',
  };
  return (
    <Card withBorder padding="md">
      <Title order={2} size="h5" mb="sm">
        {title}
      </Title>
      {/* What a picture says is said to screen readers by the table of days below it. */}
      <div role="img" aria-label={`${title} by day; the numbers are in the table of days below.`}>
        {line ? (
          <LineChart
            {...shared}
            curveType="linear"
            connectNulls
            lineChartProps={{ accessibilityLayer: false }}
            dotProps={{ r: data.length > 31 ? 0 : 3 }}
            lineProps={{ isAnimationActive: false }}
          />
        ) : (
          <BarChart
            {...shared}
            type="stacked"
            barChartProps={{ accessibilityLayer: false }}
            barProps={{ isAnimationActive: false }}
            maxBarWidth={36}
          />
        )}
      </div>
      {data.every((day) => series.every(({ name }) => !day[name])) && (
        <Text size="xs" c="dimmed">
          None in this period.
        </Text>
      )}
    </Card>
  );
}
