import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useFetcher } from '@remix-run/react';
import { useEffect, type ReactNode } from 'react';
import { problemIn, Refused } from './problem.tsx';

type Props = {
  title: string;
  children: ReactNode;
  /** What the button says that does it. */
  does: string;
  /** Sent to the page's own action. */
  fields: Record<string, string>;
  target: (open: () => void) => ReactNode;
};

/** Asks once more before something that cannot be undone. */
export function Confirm({ title, children, does, fields, target }: Props) {
  const [opened, { open, close }] = useDisclosure();
  const fetcher = useFetcher();
  const done = fetcher.state === 'idle' && fetcher.data !== undefined && !problemIn(fetcher.data);
  // What asked may still be there when it was done.
  useEffect(() => {
    if (done) close();
  }, [done, fetcher.data, close]);
  return (
    <>
      {target(open)}
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
                Keep it
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
