import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useJobsFetcher } from './job-news.tsx';

type Props = { jobId?: string; what: string; label: string };

/** Discards one dead letter, or all, after a confirmation. */
export function DiscardDeadLetters({ jobId, what, label }: Props) {
  const [opened, { open, close }] = useDisclosure();
  const { Form, state } = useJobsFetcher();
  return (
    <>
      <Button size="xs" variant="subtle" color="red" onClick={open} aria-label={label}>
        {jobId ? 'Discard' : label}
      </Button>
      <Modal
        closeButtonProps={{ 'aria-label': 'Close' }}
        opened={opened}
        onClose={close}
        title={`Discard ${what}?`}
        centered
      >
        <Form method="post" onSubmit={close}>
          {jobId && <input type="hidden" name="job_id" value={jobId} />}
          <input type="hidden" name="intent" value="discard" />
          <Stack>
            <Text size="sm">
              The work will not be done. This cannot be undone. A document in question stays as it is until it
              is uploaded again.
            </Text>
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Keep
              </Button>
              <Button type="submit" color="red" disabled={state !== 'idle'}>
                Discard
              </Button>
            </Group>
          </Stack>
        </Form>
      </Modal>
    </>
  );
}
