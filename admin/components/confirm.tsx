import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useFetcher } from '@remix-run/react';
import { useEffect, useRef, type ReactNode } from 'react';
import { problemIn, Refused } from './problem.tsx';

type Props = {
  title: ReactNode;
  children: ReactNode;
  /** Label of the button that confirms. */
  does: string;
  /** Label of the button that does not. */
  back?: string;
  /** Fields sent to the page's action. */
  fields: Record<string, string>;
  /** Whose result is shown outside too; default: its own. */
  fetcherKey?: string;
  target: (open: () => void) => ReactNode;
};

/** Gives the focus to a part of the page, unless something else has it. */
function goOnAt(place: HTMLElement | null): void {
  if (!place?.isConnected || document.activeElement !== document.body) return;
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

/** A confirmation for something that cannot be undone. */
export function Confirm({ title, children, does, back = 'Cancel', fields, fetcherKey, target }: Props) {
  const [opened, { open, close }] = useDisclosure();
  const fetcher = useFetcher(fetcherKey === undefined ? undefined : { key: fetcherKey });
  const done = fetcher.state === 'idle' && fetcher.data !== undefined && !problemIn(fetcher.data);
  const place = useRef<HTMLElement>(null);
  // The component can still be mounted after the action.
  useEffect(() => {
    if (done) close();
  }, [done, fetcher.data, close]);
  // What it was about is often gone with its button: the keyboard goes on where that was.
  useEffect(() => () => void setTimeout(() => goOnAt(place.current)), []);
  return (
    <>
      {target(() => {
        place.current = document.activeElement?.closest<HTMLElement>('section, main') ?? null;
        open();
      })}
      <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
        <fetcher.Form method="post">
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <Stack>
            <Text size="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
              {children}
            </Text>
            <Refused problem={problemIn(fetcher.data)} />
            <Group justify="flex-end">
              <Button variant="default" onClick={close} data-autofocus>
                {back}
              </Button>
              <Button type="submit" color="red" loading={fetcher.state !== 'idle'}>
                {does}
              </Button>
            </Group>
          </Stack>
        </fetcher.Form>
      </Modal>
    </>
  );
}
