import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { Form } from '@remix-run/react';
import type { Account } from '../types.ts';
import { Moment } from '../components/moment.tsx';
import { Section } from '../components/section.tsx';

type Login = Account['logins'][number];

/** The admin's sessions. */
export function Logins({ logins }: { logins: Login[] }) {
  const others = logins.length > 1 && (
    <Form method="post" action="#sessions">
      <input type="hidden" name="intent" value="end-others" />
      <Button type="submit" variant="default" size="sm">
        Sign out all others
      </Button>
    </Form>
  );
  return (
    <Section
      id="sessions"
      title="Sessions"
      about="Where you are signed in. A session ends after 2 hours without use, and after 12 hours."
      action={others}
    >
      <Table className="rows" verticalSpacing="sm" horizontalSpacing="lg">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Device</Table.Th>
            <Table.Th>Address</Table.Th>
            <Table.Th>Signed in</Table.Th>
            <Table.Th>Last seen</Table.Th>
            <Table.Th>
              <span className="hidden">End</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {logins.map((login) => (
            <Row key={login.login_id} {...login} />
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

function Row({ login_id, device, ip, created_at, last_seen_at, current }: Login) {
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="xs" wrap="nowrap">
          <Text fw={500} size="sm">
            {device}
          </Text>
          {current && (
            <Badge variant="default" tt="none" size="sm">
              This session
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td data-label="Address">{ip || 'unknown'}</Table.Td>
      <Table.Td data-label="Signed in">
        <Moment at={created_at} />
      </Table.Td>
      <Table.Td data-label="Last seen">
        <Moment at={last_seen_at} />
      </Table.Td>
      <Table.Td ta="right">
        {!current && (
          <Form method="post" action="#sessions">
            <input type="hidden" name="intent" value="end-login" />
            <input type="hidden" name="login_id" value={login_id} />
            <Button
              type="submit"
              variant="subtle"
              color="red"
              size="compact-sm"
              aria-label={`End the session of ${device}`}
            >
              End
            </Button>
          </Form>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
