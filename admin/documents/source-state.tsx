import { Badge, Text } from '@mantine/core';
import type { Source } from '../types.ts';

const colors: Record<Source['state'], string> = {
  new: 'gray',
  running: 'blue',
  ready: 'teal',
  paused: 'yellow',
  failed: 'red',
};

/** The state of a source, with the reason if its newest refresh did not end well. */
export function SourceState({ source: { state, last_run } }: { source: Source }) {
  return (
    <>
      <Badge variant="light" color={colors[state]} tt="none" className="state">
        {state}
      </Badge>
      {last_run?.error && (
        <Text size="xs" className={state === 'failed' ? 'bad' : 'warning'} mt={4} maw={320}>
          {last_run.error}
        </Text>
      )}
    </>
  );
}
