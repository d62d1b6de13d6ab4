import { Anchor, Badge, Group, Stack, Table, Text } from '@mantine/core';
import type { MetaFunction } from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { signedIn } from '../api.server.ts';
import { Empty } from '../components/empty.tsx';
import { ErrorPage } from '../components/error-page.tsx';
import { Moment } from '../components/moment.tsx';
import { PageHead } from '../components/page-head.tsx';
import { problemIn } from '../components/problem.tsx';
import { Section } from '../components/section.tsx';
import { formAction, onSubmit } from '../form-action.server.ts';
import { panel } from '../../shared/contract/panel.ts';
import { invitationLink } from './invitation-link.ts';
import { Invitations } from './invitations.tsx';
import { Invite } from './invite.tsx';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Members of ${data?.workspace.name ?? 'a workspace'} · Docent` },
];

export const loader = signedIn(async ({ context: { api }, params }, { adminId }) => {
  const workspace_id = params['workspaceId']!;
  const [{ workspace }, found] = await Promise.all([
    api.workspaces.get({ workspace_id }),
    api.members.list({ workspace_id }),
  ]);
  return { workspace, ...found, self: adminId };
});

export const action = formAction({
  invite: onSubmit(panel.inviteMember.input, async (input, { api, request, secure }) => {
    const { token, mailed } = await api.members.invite(input);
    return { email: input.email, link: invitationLink(request, secure, token), mailed };
  }),
  withdraw: onSubmit(panel.withdrawMember.input, async (input, { api }) => {
    await api.members.withdraw(input);
  }),
});

export default function WorkspaceMembers() {
  const { workspace, members, invitations, self } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <Stack gap="xl" maw={1080}>
      <PageHead
        back={{ to: `/workspaces/${workspace.workspace_id}`, label: workspace.name }}
        title="Members"
        about="People who see this workspace and its apps, and nothing else. The team sees it, too."
      />
      <Section
        id="members"
        title="Members"
        about={members.length === 1 ? '1 person' : `${members.length} people`}
      >
        {members.length === 0 ? (
          <Empty title="No members yet">Invite someone below to let them into this workspace alone.</Empty>
        ) : (
          <Table className="rows" verticalSpacing="sm" horizontalSpacing="lg">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>E-mail</Table.Th>
                <Table.Th>Role</Table.Th>
                <Table.Th>Two-step sign-in</Table.Th>
                <Table.Th>Member since</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {members.map((member) => (
                <Table.Tr key={member.admin_id}>
                  <Table.Td>
                    <Group gap="xs">
                      <Anchor
                        component={Link}
                        to={member.admin_id}
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
                  <Table.Td data-label="Member since">
                    <Moment at={member.created_at} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Section>
      {invitations.length > 0 && <Invitations invitations={invitations} />}
      {workspace.archived_at ? (
        <Text size="sm" c="dimmed">
          The workspace is archived: nobody can be invited.
        </Text>
      ) : (
        <Invite problem={problemIn(answer)} made={answer?.done ?? undefined} inWorkspace />
      )}
    </Stack>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
