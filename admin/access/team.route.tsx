import { Anchor, Badge, Group, Stack, Table, Text } from '@mantine/core';
import type { MetaFunction } from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { signedIn } from '../api.server.ts';
import { invitationLink } from './invitation-link.ts';
import { ErrorPage } from '../components/error-page.tsx';
import { Invitations } from './invitations.tsx';
import { Invite } from './invite.tsx';
import { Moment } from '../components/moment.tsx';
import { PageHead } from '../components/page-head.tsx';
import { problemIn } from '../components/problem.tsx';
import { Section } from '../components/section.tsx';
import type { Member } from '../types.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { panel } from '../../shared/contract/panel.ts';

export const meta: MetaFunction = () => [{ title: 'Team · Docent' }];

export const loader = signedIn(async ({ context }, { adminId }) => ({
  ...(await context.api.team.list({})),
  self: adminId,
}));

export const action = formAction({
  invite: onSubmit(panel.inviteAdmin.input, async (input, { api, request, secure }) => {
    const { token, mailed } = await api.team.invite(input);
    return { email: input.email, link: invitationLink(request, secure, token), mailed };
  }),
  withdraw: onSubmit(panel.withdrawInvitation.input, async (input, { api }) => {
    await api.team.withdrawInvitation(input);
  }),
});

export default function Team() {
  const { admins, invitations, self } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const made = answer?.done ?? undefined;
  return (
    <Stack gap="xl" maw={1080}>
      <PageHead
        title="Team"
        about="People who see the whole installation. A workspace has members of its own."
      />
      <Section
        id="members"
        title="Members"
        about={admins.length === 1 ? 'Only you so far' : `${admins.length} people`}
      >
        <Table className="rows" verticalSpacing="sm" horizontalSpacing="lg">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>E-mail</Table.Th>
              <Table.Th>Role</Table.Th>
              <Table.Th>Two-step sign-in</Table.Th>
              <Table.Th>Signed in, last seen</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {admins.map((member) => (
              <Row key={member.admin_id} member={member} self={self} />
            ))}
          </Table.Tbody>
        </Table>
      </Section>
      {invitations.length > 0 && <Invitations invitations={invitations} />}
      <Invite problem={problemIn(answer)} made={made} />
    </Stack>
  );
}

function Row({ member, self }: { member: Member; self: string }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="xs">
          <Anchor
            component={Link}
            to={`/team/${member.admin_id}`}
            size="sm"
            fw={500}
            style={{ overflowWrap: 'anywhere' }}
          >
            {member.email}
          </Anchor>
          {member.admin_id === self && (
            <Badge variant="default" tt="none" size="sm">
              You
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td data-label="Role">{member.role}</Table.Td>
      <Table.Td data-label="Two-step sign-in">{member.totp_on ? 'on' : 'off'}</Table.Td>
      <Table.Td data-label="Signed in, last seen">
        {member.last_seen_at ? (
          <Moment at={member.last_seen_at} />
        ) : (
          <Text span inherit c="dimmed">
            Signed out
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
