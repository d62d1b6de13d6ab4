import { Alert, Anchor, Button, Card, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { Link } from '@remix-run/react';
import { lazy, Suspense } from 'react';
import type { CostGroup } from '../../shared/contract/costs.panel.ts';
import { useMayAsTeam } from '../may.ts';
import type { Costs as Answer } from '../types.ts';
import { CellTable } from '../components/cells.tsx';
import { CHART_HEIGHT } from '../components/charts-later.tsx';
import { CostCell } from './cost-cell.tsx';
import { Empty } from '../components/empty.tsx';
import { Figure } from '../components/figure.tsx';
import { DownloadIcon } from '../components/icons.tsx';
import { count, dayName, money } from '../components/quantities.ts';
import { Section } from '../components/section.tsx';

const CostCharts = lazy(() => import('./cost-charts.tsx'));

const groupNames = { app: 'App', key: 'Key', model: 'Model' };
const numbers = [
  { name: 'Calls', right: true },
  { name: 'Input tokens', right: true },
  { name: 'Output tokens', right: true },
  { name: 'Cost', right: true },
];

/** Totals, charts, and the same numbers as tables. @param csv address of the CSV download */
export function Costs({ costs, group, csv }: { costs: Answer; group: CostGroup; csv: string }) {
  const { total, by_part, by_day } = costs;
  const ofTeam = useMayAsTeam('viewer');
  if (total.requests === 0)
    return (
      <Card withBorder>
        <Empty title="No model calls in this period">
          They appear with the first question, search or upload. Choose a longer period to see older ones.
        </Empty>
      </Card>
    );
  return (
    <Stack gap="lg">
      {total.unpriced_tokens > 0 && (
        <Alert color="yellow" py="xs">
          {count(total.unpriced_tokens)} tokens have no known price: the costs are too low by them.{' '}
          {ofTeam && (
            <Anchor component={Link} to="/prices" c="inherit" underline="always" inherit fw={500}>
              Set a price
            </Anchor>
          )}
        </Alert>
      )}
      <Card withBorder component="section" aria-label="Totals">
        <SimpleGrid cols={{ base: 2, sm: 4 }}>
          <Figure name="Model calls" value={count(total.requests)} />
          <Figure
            name="Input tokens"
            value={count(total.input_tokens)}
            note={
              total.cached_input_tokens > 0 ? `${count(total.cached_input_tokens)} of them cached` : undefined
            }
          />
          <Figure name="Output tokens" value={count(total.output_tokens)} />
          <Figure
            name="Cost"
            value={total.cost === null ? 'Unknown' : money(Number(total.cost))}
            note={
              total.unpriced_tokens > 0
                ? `${count(total.unpriced_tokens)} tokens without a known price`
                : undefined
            }
          />
        </SimpleGrid>
      </Card>
      <ChartsWhenMounted costs={costs} />
      <Section
        id="parts"
        title={`By ${group}`}
        about="The same numbers as in the charts, most tokens first."
        action={
          <Button
            component="a"
            href={csv}
            variant="default"
            size="sm"
            leftSection={<DownloadIcon size={16} />}
            download
          >
            CSV
          </Button>
        }
      >
        <CellTable
          label={`Usage by ${group}`}
          columns={[{ name: groupNames[group] }, ...numbers]}
          rows={by_part.map((row) => ({
            key: row.part ?? '',
            cells: [
              <Text key="name" size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
                {row.name}
              </Text>,
              ...cellsOf(row),
            ],
          }))}
        />
      </Section>
      <Card withBorder padding={0} component="details" className="details">
        <summary>Show daily figures</summary>
        <CellTable
          label="Usage by day"
          columns={[{ name: 'Day' }, ...numbers]}
          rows={by_day
            .toReversed()
            .filter((day) => day.requests > 0 || Number(day.cost) !== 0)
            .map((day) => ({ key: day.day, cells: [dayName(day.day), ...cellsOf(day)] }))}
        />
      </Card>
    </Stack>
  );
}

const cellsOf = (row: Answer['total']) => [
  count(row.requests),
  count(row.input_tokens),
  count(row.output_tokens),
  <CostCell key="cost" cost={row.cost} unpriced_tokens={row.unpriced_tokens} />,
];

/** Placeholders of the same size until the charts are loaded. */
function ChartsWhenMounted({ costs }: { costs: Answer }) {
  const mounted = useMounted();
  const placeholder = (
    <SimpleGrid cols={{ base: 1, lg: 2 }}>
      <Skeleton h={CHART_HEIGHT + 70} animate={false} />
      <Skeleton h={CHART_HEIGHT + 70} animate={false} />
    </SimpleGrid>
  );
  if (!mounted) return placeholder;
  return (
    <Suspense fallback={placeholder}>
      <CostCharts costs={costs} />
    </Suspense>
  );
}
