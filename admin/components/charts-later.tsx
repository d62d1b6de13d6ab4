import { SimpleGrid, Skeleton } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { lazy, Suspense, type ReactNode } from 'react';
import type { Overview } from '../types.ts';

export const CHART_HEIGHT = 200;
/** A card with a title around a chart. */
const CARD_HEIGHT = CHART_HEIGHT + 70;

const DayCharts = lazy(() => import('../operations/day-charts.tsx'));

/** The charts by day, with placeholders of the same size until they are loaded. */
export function ChartsLater(props: { days: Overview['by_day']; beside: ReactNode }) {
  const mounted = useMounted();
  const placeholder = (
    <SimpleGrid cols={{ base: 1, lg: 2 }}>
      {['answers', 'first token', 'tokens', 'cost', 'failed'].map((name) => (
        <Skeleton key={name} h={CARD_HEIGHT} animate={false} />
      ))}
      {props.beside}
    </SimpleGrid>
  );
  return mounted ? (
    <Suspense fallback={placeholder}>
      <DayCharts {...props} />
    </Suspense>
  ) : (
    placeholder
  );
}
