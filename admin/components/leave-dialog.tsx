import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';

/** Asks whether changes that are not saved may be lost. */
export default function LeaveDialog({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  const [before] = useState(() => document.activeElement);
  const stay = () => {
    onStay();
    if (before instanceof HTMLElement) before.focus();
  };
  return (
    <Modal opened onClose={stay} title="Leave without saving?" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack>
        <Text size="sm">What you changed here is not saved and would be lost.</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={stay} data-autofocus>
            Stay
          </Button>
          <Button color="red" onClick={onLeave}>
            Leave
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
