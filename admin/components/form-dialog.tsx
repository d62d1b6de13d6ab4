import { Button, Group, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useFetcher } from '@remix-run/react';
import { useEffect, useState, type ReactNode } from 'react';
import type { Problem } from '../api.server.ts';
import { FormModal } from './form-modal.tsx';
import { problemIn, Refused } from './problem.tsx';
import { KeepChanges } from './unsaved.tsx';

type Props<T> = {
  title: ReactNode;
  /** Label of the submit button. */
  does: string;
  /** It cannot be undone. */
  destroys?: boolean;
  /** Hidden fields. */
  fields: Record<string, string>;
  target: (open: () => void) => ReactNode;
  children: (problem: Problem | undefined) => ReactNode;
  /** Shown instead of the form after success. Without it, the dialog closes. */
  reveal?: { title: string; show: (done: T, close: () => void) => ReactNode };
};

/** A form in a dialog. The page's action returns `done` or the problem. */
export function FormDialog<T>({ title, does, destroys, fields, target, children, reveal }: Props<T>) {
  const [opened, { open, close }] = useDisclosure();
  const [round, setRound] = useState(0);
  const id = Object.values(fields).join(' ');
  const fetcher = useFetcher<{ done: T }>({ key: `${id} ${round}` });
  const busy = fetcher.state !== 'idle';
  const done = fetcher.data && 'done' in fetcher.data ? fetcher.data.done : undefined;
  const shown = done !== undefined && reveal;
  useEffect(() => {
    if (done !== undefined && !reveal && !busy) close();
  }, [done, reveal, busy, close]);
  return (
    <>
      {target(open)}
      <FormModal
        opened={opened}
        onClose={close}
        onExitTransitionEnd={() => setRound(round + 1)}
        title={shown ? reveal.title : title}
        size="lg"
        isHeld={Boolean(shown) || busy}
      >
        {shown ? (
          reveal.show(done, close)
        ) : (
          <fetcher.Form method="post">
            {Object.entries(fields).map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
            <Stack>
              {!destroys && <KeepChanges result={fetcher.data} />}
              <Refused problem={problemIn(fetcher.data)} />
              {children(problemIn(fetcher.data))}
              <Group justify="flex-end">
                <Button variant="default" onClick={close}>
                  Cancel
                </Button>
                <Button type="submit" {...(destroys && { color: 'red' })} loading={busy}>
                  {does}
                </Button>
              </Group>
            </Stack>
          </fetcher.Form>
        )}
      </FormModal>
    </>
  );
}
