import { Button, Table } from '@mantine/core';
import { Form } from '@remix-run/react';
import { Moment } from '../components/moment.tsx';
import { Section } from '../components/section.tsx';
import type { Team } from '../types.ts';

/** Open invitations, which the page's action `withdraw` ends. */
export function Invitations({ invitations }: Pick<Team, 'invitations'>) {
  return (
    <Section id="invitations" title="Invitations" about="Pending.">
      <Table className="rows" verticalSpacing="sm" horizontalSpacing="lg">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>E-mail</Table.Th>
            <Table.Th>Role</Table.Th>
            <Table.Th>Expires</Table.Th>
            <Table.Th>
              <span className="hidden">Withdraw</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {invitations.map(({ invitation_id, email, role, expires_at }) => (
            <Table.Tr key={invitation_id}>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{email}</Table.Td>
              <Table.Td data-label="Role">{role}</Table.Td>
              <Table.Td data-label="Expires">
                <Moment at={expires_at} />
              </Table.Td>
              <Table.Td ta="right">
                <Form method="post">
                  <input type="hidden" name="intent" value="withdraw" />
                  <input type="hidden" name="invitation_id" value={invitation_id} />
                  <Button
                    type="submit"
                    variant="subtle"
                    color="red"
                    size="compact-sm"
                    aria-label={`Withdraw the invitation of ${email}`}
                  >
                    Withdraw
                  </Button>
                </Form>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}
