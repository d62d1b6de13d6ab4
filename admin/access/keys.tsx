import { Badge, Button, Code, Group, Table, Text } from '@mantine/core';
import type { Key } from '../types.ts';
import { Confirm } from '../components/confirm.tsx';
import { CreateKey } from './create-key.tsx';
import { Empty } from '../components/empty.tsx';
import { KeyActions } from './key-actions.tsx';
import { sayLimits } from './limit-fields.tsx';
import { Moment } from '../components/moment.tsx';
import { Section } from '../components/section.tsx';

type Props = { keys: Key[]; scopes: readonly string[]; mayChange: boolean };

export function Keys({ keys, scopes, mayChange }: Props) {
  return (
    <Section
      id="keys"
      title="Keys"
      about={
        mayChange
          ? 'Keys give servers and web pages access to this app.'
          : 'Your role can view keys but not change them.'
      }
      action={mayChange && <CreateKey scopes={scopes} />}
    >
      {keys.length === 0 ? (
        <Empty title="No keys yet">
          {mayChange
            ? 'Create a secret key for servers, or a publishable key for web pages.'
            : 'Without a key, nothing can use this app.'}
        </Empty>
      ) : (
        <Table className="rows" verticalSpacing="sm" horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Key</Table.Th>
              <Table.Th>Scopes</Table.Th>
              <Table.Th>Last used</Table.Th>
              <Table.Th>State</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {keys.map((key) => (
              <Row key={key.key_id} apiKey={key} mayChange={mayChange} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Section>
  );
}

function Row({ apiKey: key, mayChange }: { apiKey: Key; mayChange: boolean }) {
  const faded = key.revoked_at ? 'dimmed' : undefined;
  return (
    <Table.Tr c={faded}>
      <Table.Td maw={220}>
        <Text size="sm" fw={500} truncate title={key.name}>
          {key.name}
        </Text>
        <Text size="xs" c="dimmed">
          {key.kind}
        </Text>
      </Table.Td>
      <Table.Td>
        <Code style={{ whiteSpace: 'nowrap' }}>{key.prefix}…</Code>
      </Table.Td>
      <Table.Td maw={300}>
        <Group gap={4}>
          {key.scopes.map((scope) => (
            <Badge key={scope} variant="default" size="sm" tt="none" fw={500} c={faded}>
              {scope}
            </Badge>
          ))}
        </Group>
        {key.allowed_origins.length > 0 && (
          <Text size="xs" c="dimmed" mt={4} style={{ overflowWrap: 'anywhere' }}>
            from {key.allowed_origins.join(', ')}
          </Text>
        )}
        {sayLimits(key.limits) && (
          <Text size="xs" c="dimmed" mt={4}>
            {sayLimits(key.limits)}
          </Text>
        )}
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }} data-label="Last used">
        {key.last_used_at ? <Moment at={key.last_used_at} /> : 'never'}
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }} data-label="State">
        {key.revoked_at ? (
          <span>
            revoked <Moment at={key.revoked_at} />
          </span>
        ) : (
          <Group gap="xs" justify="space-between">
            <State apiKey={key} />
            {mayChange && (
              <Group gap={4} wrap="nowrap" ml="auto">
                <KeyActions apiKey={key} />
                <Confirm
                  title="Revoke this key?"
                  does="Revoke key"
                  fields={{ intent: 'revoke-key', key_id: key.key_id }}
                  target={(open) => (
                    <Button
                      onClick={open}
                      variant="subtle"
                      color="red"
                      size="compact-sm"
                      className="bad"
                      aria-label={`Revoke ${key.name}`}
                    >
                      Revoke
                    </Button>
                  )}
                >
                  Whatever uses <b>{key.name}</b> is refused within a second. A revoked key cannot be brought
                  back.
                </Confirm>
              </Group>
            )}
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function State({ apiKey: { expires_at, old_works_until } }: { apiKey: Key }) {
  const over = expires_at !== null && Date.parse(expires_at) <= Date.now();
  return (
    <Text size="sm" component="div">
      {!expires_at ? 'active' : over ? 'expired ' : 'active until '}
      {expires_at && <Moment at={expires_at} />}
      {old_works_until && (
        <Text size="xs" c="dimmed">
          old secret until <Moment at={old_works_until} />
        </Text>
      )}
    </Text>
  );
}
