import { Card, Progress, SimpleGrid, Text } from '@mantine/core';
import type { WorkspacePlan } from '../types.ts';
import { useMayAsTeam } from '../may.ts';
import { count, megabytes } from '../components/quantities.ts';

export const quotaNames = {
  messages: 'Messages this month',
  documents: 'Documents',
  stored_bytes: 'Storage',
  seats: 'Seats',
  apps: 'Apps',
} as const;
export type Quota = keyof typeof quotaNames;
export const quotas = Object.keys(quotaNames) as Quota[];

/** A readable amount of a quota. */
export const amountOf = (quota: Quota, value: number) =>
  quota === 'stored_bytes' ? megabytes(value) : count(value);

/** Usage of each quota. */
export function Quotas({ terms, used }: Pick<WorkspacePlan, 'terms' | 'used'>) {
  const ofTeam = useMayAsTeam('viewer');
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} p="lg" spacing="lg">
      {quotas.map((quota) => {
        const limit = terms[quota];
        const percent = limit === null ? 0 : limit === 0 ? 100 : (100 * used[quota]) / limit;
        const color = percent >= 100 ? 'red.7' : percent >= 80 ? 'orange.7' : 'teal.7';
        return (
          <Card key={quota} padding={0}>
            <Text size="xs" c="dimmed" fw={500}>
              {quotaNames[quota]}
            </Text>
            <Text size="lg" fw={650} className="number">
              {amountOf(quota, used[quota])}{' '}
              <Text span size="sm" c="dimmed" fw={400}>
                {limit === null ? 'no limit' : `of ${amountOf(quota, limit)} (${Math.floor(percent)} %)`}
              </Text>
            </Text>
            {limit !== null && (
              <Progress
                value={Math.min(100, percent)}
                color={color}
                size="md"
                mt={4}
                aria-label={`Quota used: ${quotaNames[quota]}`}
              />
            )}
            {quota === 'seats' && (
              <Text size="xs" c="dimmed" mt={4}>
                {ofTeam
                  ? 'The team’s accounts, or the people of this workspace alone, whichever are more. For the team, the plan with the most seats counts.'
                  : 'People of this workspace, with open invitations.'}
              </Text>
            )}
          </Card>
        );
      })}
    </SimpleGrid>
  );
}
