import { Card, SimpleGrid, Text, Title } from '@mantine/core';
import type { Overview } from '../types.ts';
import { ageOf } from '../components/age.tsx';
import { Figure } from '../components/figure.tsx';
import { count } from '../components/quantities.ts';

type Props = Overview['ingest'] & { now: string };

/** Documents by state, how many failed recently, and the age of the oldest that waits. */
export function IngestHealth({ by_status, failed_today, oldest_waiting_at, now }: Props) {
  const of = (status: string) => by_status[status] ?? 0;
  const reading = of('extracting') + of('chunking') + of('embedding');
  const all = Object.values(by_status).reduce((sum, number) => sum + number, 0);
  return (
    <Card withBorder component="section" aria-labelledby="ingest">
      <Title order={2} size="h5" mb="sm" id="ingest">
        Documents
      </Title>
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        <Figure name="Ready" value={count(of('ready'))} />
        <Figure name="Queued" value={count(of('queued'))} />
        <Figure name="In progress" value={count(reading)} />
        <Figure name="Failed" value={count(of('failed'))} note={`${count(failed_today)} in 24 hours`} />
      </SimpleGrid>
      <Text size="sm" c="dimmed" mt="sm">
        {all === 0
          ? 'None yet: upload some in an app.'
          : oldest_waiting_at
            ? `The oldest was uploaded ${ageOf(oldest_waiting_at, now)} ago.`
            : 'None is waiting.'}
      </Text>
    </Card>
  );
}
