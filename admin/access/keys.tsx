import { Badge, Button, Code, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Key } from '../types.ts';
import { Confirm } from '../components/confirm.tsx';
import { Copy } from '../components/copy.tsx';
import { CreateKey } from './create-key.tsx';
import { KeyActions } from './key-actions.tsx';
import { sayLimits } from './limit-fields.tsx';
import { Moment } from '../components/moment.tsx';
import { ResourceTable } from '../components/resource-table.tsx';

type Props = { keys: Key[]; scopes: readonly string[]; mayChange: boolean };

export function Keys({ keys, scopes, mayChange }: Props) {
  return (
    <ResourceTable
      id="keys"
      title="Keys"
      about={
        mayChange
          ? 'Keys give servers and web pages access to this app.'
          : 'Your role can view keys but not change them.'
      }
      action={mayChange && <CreateKey scopes={scopes} />}
      empty={{
        title: 'No keys yet',
        text: mayChange
          ? 'Create a secret key for servers, or a publishable key for web pages.'
          : 'Without a key, nothing can use this app.',
      }}
      label="Keys"
      columns={[
        { name: 'Name', maxWidth: 220 },
        { name: 'Key', bare: true },
        { name: 'Scopes', bare: true, maxWidth: 300 },
        { name: 'Last used' },
        { name: 'State' },
        { name: 'Actions', hidden: true, right: true },
      ]}
      rows={keys.map((key) => ({ key: key.key_id, id: key.key_id, cells: cellsOf(key, mayChange) }))}
    />
  );
}

function cellsOf(key: Key, mayChange: boolean): ReactNode[] {
  const faded = key.revoked_at ? 'dimmed' : undefined;
  return [
    <Text key="name" component="div" size="sm" c={faded}>
      <Text size="sm" fw={500} dir="auto" truncate title={key.name}>
        {key.name}
      </Text>
      <Text size="xs" c="dimmed">
        {key.kind}
      </Text>
    </Text>,
    <Text key="key" component="div" size="sm" c={faded}>
      {key.publishable_key ? (
        <Group gap={6} wrap="nowrap">
          <Code style={{ overflowWrap: 'anywhere' }}>{key.publishable_key}</Code>
          <Copy
            value={key.publishable_key}
            aria-label={`Copy ${key.name}`}
            size="compact-xs"
            style={{ flexShrink: 0 }}
          />
        </Group>
      ) : (
        <Code style={{ whiteSpace: 'nowrap' }}>{key.prefix}…</Code>
      )}
    </Text>,
    <Text key="scopes" component="div" size="sm" c={faded}>
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
      {key.filter && (
        <Text size="xs" c="dimmed" mt={4} style={{ overflowWrap: 'anywhere' }}>
          only documents that match <Code>{JSON.stringify(key.filter)}</Code>
        </Text>
      )}
      {sayLimits(key.limits) && (
        <Text size="xs" c="dimmed" mt={4}>
          {sayLimits(key.limits)}
        </Text>
      )}
    </Text>,
    <Text key="used" component="div" size="sm" c={faded}>
      {key.last_used_at ? <Moment at={key.last_used_at} /> : 'never'}
    </Text>,
    <Text key="state" component="div" size="sm" c={faded}>
      {key.revoked_at ? (
        <span>
          revoked <Moment at={key.revoked_at} />
        </span>
      ) : (
        <State apiKey={key} />
      )}
    </Text>,
    mayChange && !key.revoked_at && (
      <Group key="actions" gap={4} wrap="nowrap" justify="flex-end">
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
          Whatever uses <b>{key.name}</b> is refused within a second. A revoked key cannot be brought back.
        </Confirm>
      </Group>
    ),
  ];
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
