import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useFetcher } from '@remix-run/react';
import type { action } from '../routes/app/keys.tsx';

/** Asks once more, then revokes; the row changes by itself and takes this dialog with it. */
export function RevokeKey({ keyId, name }: { keyId: string; name: string }) {
  const [opened, { open, close }] = useDisclosure();
  const fetcher = useFetcher<typeof action>();
  const problem = fetcher.data && 'problem' in fetcher.data ? fetcher.data.problem : undefined;
  return (
    <>
      <Button onClick={open} variant="subtle" color="red" size="compact-sm" aria-label={`Revoke ${name}`}>
        Revoke
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title="Revoke this key?"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <fetcher.Form method="post">
          <input type="hidden" name="intent" value="revoke-key" />
          <input type="hidden" name="key_id" value={keyId} />
          <Stack>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              Whatever uses <b>{name}</b> is refused within a second. A revoked key cannot be brought back.
            </Text>
            {problem && (
              <Alert color="red" role="alert" variant="light">
                {problem.message ?? 'The key could not be revoked.'}
              </Alert>
            )}
            <Group justify="flex-end">
              <Button variant="default" onClick={close} data-autofocus>
                Keep it
              </Button>
              <Button type="submit" color="red" loading={fetcher.state !== 'idle'}>
                Revoke key
              </Button>
            </Group>
          </Stack>
        </fetcher.Form>
      </Modal>
    </>
  );
}
