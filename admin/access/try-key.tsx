import { Code, Group, Text } from '@mantine/core';
import { Copy } from '../components/copy.tsx';

type Props = { secret: string; scopes: string[] };

/** A request that works when pasted, for a key that was just made. */
export function TryKey({ secret, scopes }: Props) {
  const command = commandOf(`${location.origin}/api/v1`, secret, scopes);
  if (!command) return undefined;
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={500}>
          Try it in a terminal
        </Text>
        <Copy value={command} label="Copy command" size="compact-sm" />
      </Group>
      <Code block tabIndex={0} aria-label="Command to try the key">
        {command}
      </Code>
    </div>
  );
}

/** Keys for web pages work on their pages only. */
function commandOf(api: string, secret: string, scopes: string[]): string | undefined {
  if (secret.startsWith('pk_')) return undefined;
  const authorization = `-H 'Authorization: Bearer ${secret}'`;
  if (scopes.includes('chat'))
    return [
      `curl -N ${api}/chat \\`,
      `  ${authorization} \\`,
      "  -H 'Content-Type: application/json' \\",
      `  -d '{"message": "Which documents do you have?", "stream": true}'`,
    ].join('\n');
  return scopes.includes('documents:read') ? `curl ${api}/documents ${authorization}` : undefined;
}
