// Charts of usage and cost by day, stacked by app, key or model. Loaded in the browser only.
import { BarChart } from '@mantine/charts';
import { Card, SimpleGrid, Text, Title } from '@mantine/core';
import type { Costs } from '../types.ts';
import { CHART_HEIGHT } from '../components/charts-later.tsx';
import { compact, count, dayName, money } from '../components/quantities.ts';

const COLORS = ['teal.7', 'blue.6', 'orange.6', 'grape.6', 'cyan.6', 'gray.5'];
const charts = [
  { title: 'Cost', of: (row: Amounts) => Number(row.cost ?? 0), format: money, tick: money },
  { title: 'Tokens', of: (row: Amounts) => row.tokens, format: count, tick: compact },
];
type Amounts = { tokens: number; cost: string | null };

/** The parts with the most tokens have their own colour; the others share one. */
export default function CostCharts({ costs }: { costs: Costs }) {
  const own = costs.by_part.slice(
    0,
    costs.by_part.length > COLORS.length ? COLORS.length - 1 : COLORS.length,
  );
  const seriesOf = new Map(own.map(({ part }, index) => [part, `s${index}`]));
  const rest = costs.by_part.length - own.length;
  const series = [
    ...own.map(({ name }, index) => ({ name: `s${index}`, label: short(name), color: COLORS[index]! })),
    ...(rest > 0 ? [{ name: 'rest', label: `${rest} others`, color: COLORS.at(-1)! }] : []),
  ];
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }}>
      {charts.map(({ title, of, format, tick }) => (
        <Card key={title} withBorder padding="md">
          <Title order={2} size="h5" mb="sm">
            {title}
          </Title>
          <div role="img" aria-label={`${title} by day; the numbers are in the tables below.`}>
            <BarChart
              h={CHART_HEIGHT + (series.length > 3 ? 40 : 0)}
              data={costs.by_day.map(({ day, parts }) => {
                const row: Record<string, string | number> = { name: dayName(day) };
                for (const part of parts) {
                  const series = seriesOf.get(part.part) ?? 'rest';
                  row[series] = Number(row[series] ?? 0) + of(part);
                }
                return row;
              })}
              dataKey="name"
              series={series}
              type="stacked"
              withLegend={series.length > 1}
              legendProps={{ verticalAlign: 'bottom' }}
              valueFormatter={format}
              yAxisProps={{ width: 66, interval: 0, tickFormatter: tick, allowDecimals: title === 'Cost' }}
              xAxisProps={{ minTickGap: 24 }}
              textColor="dimmed"
              barChartProps={{ accessibilityLayer: false }}
              barProps={{ isAnimationActive: false }}
              maxBarWidth={36}
            />
          </div>
          {title === 'Cost' && costs.total.unpriced_tokens > 0 && (
            <Text size="xs" c="dimmed">
              Without {count(costs.total.unpriced_tokens)} tokens that have no known price.
            </Text>
          )}
        </Card>
      ))}
    </SimpleGrid>
  );
}

const short = (name: string) => (name.length > 28 ? `${name.slice(0, 27)}…` : name);
