import { Alert, Group, List, Stack, Text } from '@mantine/core';
import { Copy } from '../components/copy.tsx';

/** Recovery codes for a lost phone. The server keeps only their hashes. */
export function RecoveryCodes({ codes }: { codes: string[] }) {
  return (
    <Alert color="teal" variant="light" role="status">
      <Stack gap="sm">
        <Text fw={600} size="sm">
          Your recovery codes
        </Text>
        <Text size="sm">
          Each code works once if you do not have your phone. Store them like a password: they are shown only
          once.
        </Text>
        <List
          listStyleType="none"
          aria-label="Recovery codes"
          className="codes"
          styles={{ item: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        >
          {codes.map((code) => (
            <List.Item key={code}>{code}</List.Item>
          ))}
        </List>
        <Group>
          <Copy value={codes.join('\n')} label="Copy all" size="xs" />
        </Group>
      </Stack>
    </Alert>
  );
}
