import { Alert, Button, CopyButton, Group, List, Stack, Text } from '@mantine/core';

/** Codes for the day the phone is lost; the server keeps only their hashes. */
export function RecoveryCodes({ codes }: { codes: string[] }) {
  return (
    <Alert color="teal" variant="light" role="status">
      <Stack gap="sm">
        <Text fw={600} size="sm">
          Your recovery codes
        </Text>
        <Text size="sm">
          Without your phone, each of these opens the panel once. Keep them where you keep passwords: they are
          shown this once.
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
          <CopyButton value={codes.join('\n')} timeout={2000}>
            {({ copied, copy }) => (
              <Button variant="default" size="xs" onClick={copy}>
                {copied ? 'Copied' : 'Copy all'}
              </Button>
            )}
          </CopyButton>
        </Group>
      </Stack>
    </Alert>
  );
}
