import { Card, SimpleGrid } from '@mantine/core';
import { Figure } from '../components/figure.tsx';
import { count, money } from '../components/quantities.ts';
import type { Overview } from '../types.ts';

/** The change of a number, as text: `+12 %`. Nothing can be said about a change from 0. */
function changeOf(now: number | null, before: number | null): string | undefined {
  if (now === null || !before) return undefined;
  const percent = Math.round((100 * (now - before)) / before);
  return percent === 0 ? 'unchanged' : `${percent > 0 ? '+' : '−'}${count(Math.abs(percent))} %`;
}

/** What became of the questions, each against the period before. */
export function Quality({ quality: { now, before }, days }: { quality: Overview['quality']; days: number }) {
  const compared = (value: number | null, earlier: number | null, shown: string) =>
    [changeOf(value, earlier), `before: ${shown}`].filter(Boolean).join(', ');
  const figures = [
    ['Answered', 'answered'],
    ['Nothing found', 'no_context'],
    ['Rated good', 'up'],
    ['Rated bad', 'down'],
  ] as const;
  const dollars = (value: number | null) => (value === null ? '–' : money(value));
  return (
    <Card withBorder component="section" aria-label={`Questions, against the ${days} days before`}>
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }}>
        {figures.map(([name, field]) => (
          <Figure
            key={field}
            name={name}
            value={count(now[field])}
            note={compared(now[field], before[field], count(before[field]))}
          />
        ))}
        <Figure
          name="Cost per answer"
          value={dollars(now.cost_per_answer)}
          note={compared(now.cost_per_answer, before.cost_per_answer, dollars(before.cost_per_answer))}
        />
      </SimpleGrid>
    </Card>
  );
}
