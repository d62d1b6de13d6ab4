import { Button, Card, Group, Stack } from '@mantine/core';
import { useFetcher } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { Problem } from '../api.server.ts';
import { problemIn, Refused } from './problem.tsx';
import { KeepChanges } from './unsaved.tsx';

type Props = {
  intent: string;
  /** What the button says, such as "Save limits". */
  does: string;
  /** Without it, the fields are shown but cannot be saved. */
  mayChange: boolean;
  /** The fields, given what was wrong with them. */
  children: (problem: Problem | undefined) => ReactNode;
};

/** A form that saves settings in place: its problem above, "Saved" beside the button. */
export function SettingsCard({ intent, does, mayChange, children }: Props) {
  const fetcher = useFetcher();
  const problem = problemIn(fetcher.data);
  const saved = fetcher.state === 'idle' && fetcher.data !== undefined && !problem;
  return (
    <Card padding="lg" component={fetcher.Form} {...{ method: 'post' }}>
      <input type="hidden" name="intent" value={intent} />
      <Stack>
        <KeepChanges result={fetcher.data} />
        <Refused problem={problem} />
        {children(problem)}
        {mayChange && (
          <Group justify="flex-end">
            <span role="status" className="saved">
              {saved ? 'Saved' : ''}
            </span>
            <Button type="submit" loading={fetcher.state !== 'idle'}>
              {does}
            </Button>
          </Group>
        )}
      </Stack>
    </Card>
  );
}
