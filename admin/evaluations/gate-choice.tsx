import { Button, Group } from '@mantine/core';

/** What to do about a change that evaluation sets warn of: buttons of the form that was refused. */
export const GateChoice = ({ busy }: { busy: boolean }) => (
  <Group gap="xs">
    <Button type="submit" size="sm" name="evaluate_first" value="true" loading={busy}>
      Evaluate first
    </Button>
    <Button type="submit" size="sm" name="despite_evaluation" value="true" variant="default" loading={busy}>
      Save all the same
    </Button>
  </Group>
);
