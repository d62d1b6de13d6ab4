import { Alert, Anchor, Group, Stack, Text } from '@mantine/core';
import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { Overview } from '../types.ts';
import { ageOf } from '../components/age.tsx';
import { bytes, plural } from '../components/quantities.ts';

type Item = Overview['attention'][number];
type Description = { urgent?: true; text: ReactNode; to: string; link: string };

/** The text and link for each kind of problem. */
function describe(item: Item, now: string): Description {
  switch (item.kind) {
    case 'no_workers':
      return {
        urgent: true,
        text: `No worker is running: ${item.waiting > 0 ? `${plural(item.waiting, 'job')} waiting, and uploads` : 'uploads'} will not be processed. Start a process whose ROLES include worker.`,
        to: '/system#processes',
        link: 'See the processes',
      };
    case 'jobs_late':
      return {
        text: `The workers are behind: the oldest job has been waiting for ${ageOf(item.since, now)}.`,
        to: '/jobs#queues',
        link: 'See the queues',
      };
    case 'model_failing':
      return {
        urgent: true,
        text: `Answers by ${item.model || 'the chat model'} have been failing for ${ageOf(item.since, now)} (${item.code}).`,
        to: '/system#models',
        link: 'Test the model',
      };
    case 'disk_low':
      return {
        urgent: true,
        text: `The disk has ${bytes(item.free_bytes)} left: uploads may soon fail.`,
        to: '/system#storage',
        link: 'See the storage',
      };
    case 'no_writes':
      return {
        urgent: true,
        text: `${item.message} ${item.store === 'database' ? 'Answers and changes fail' : 'Uploads fail'} until this is repaired.`,
        to: '/system#storage',
        link: 'See the storage',
      };
    case 'dead_letters':
      return {
        text: `${plural(item.count, 'job')} failed in every attempt: retry or discard ${item.count === 1 ? 'it' : 'them'}.`,
        to: '/jobs#dead-letters',
        link: 'See the dead letters',
      };
    case 'schedules_failed':
      return {
        text: `The last run of ${plural(item.count, 'scheduled job')} failed.`,
        to: '/jobs#failed',
        link: 'See why',
      };
    case 'erasures_failing':
      return {
        urgent: true,
        text: `${plural(item.count, 'erasure')} cannot be finished: some data is still there. The oldest was requested ${ageOf(item.since, now)} ago.`,
        to: '/erasures',
        link: 'See what is left',
      };
    case 'documents_failed':
      return {
        text: (
          <>
            {plural(item.count, 'document')} of “<bdi>{item.app}</bdi>” could not be read.
          </>
        ),
        to: `/apps/${item.app_id}/documents?status=failed`,
        link: 'See the documents',
      };
    case 'notices':
      return {
        text: `${plural(item.count, 'notice')} about quotas, budgets and prices.`,
        to: '/notices',
        link: 'See the notices',
      };
    case 'unpriced':
      return {
        text: `${plural(item.tokens, 'token')} of ${item.model} in the last 30 days have no known price, so costs are too low.`,
        to: '/prices',
        link: 'Set a price',
      };
  }
}

/** What needs attention, or one line if nothing does. */
export function Attention({ items, now }: { items: Item[]; now: string }) {
  return (
    <section aria-label="Needs attention">
      {items.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing needs your attention.
        </Text>
      ) : (
        <Stack gap="xs">
          {items.map((item, place) => {
            const { urgent, text, to, link } = describe(item, now);
            return (
              <Alert key={place} color={urgent ? 'red' : 'yellow'} py="xs">
                <Group justify="space-between" gap="xs">
                  <Text size="sm" style={{ flex: '1 1 300px', overflowWrap: 'anywhere' }}>
                    {text}
                  </Text>
                  <Anchor component={Link} to={to} size="sm" fw={500} c="inherit" underline="always">
                    {link}
                  </Anchor>
                </Group>
              </Alert>
            );
          })}
        </Stack>
      )}
    </section>
  );
}
