import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { data, redirect, type MetaFunction } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { signedIn } from '../api.server.ts';
import { Done } from '../components/done.tsx';
import { ErrorPage } from '../components/error-page.tsx';
import { PageHead } from '../components/page-head.tsx';
import { problemIn, Refused } from '../components/problem.tsx';
import { Section } from '../components/section.tsx';
import { formAction, onSubmit } from '../form-action.server.ts';
import { useMayAsTeam } from '../may.ts';
import { panel } from '../../shared/contract/panel.ts';
import { RoleChoice } from './role-choice.tsx';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.member.email ?? 'Member'} · Docent` },
];

export const loader = signedIn(async ({ context: { api }, params }) => {
  const workspace_id = params['workspaceId']!;
  const [{ workspace }, { members }] = await Promise.all([
    api.workspaces.get({ workspace_id }),
    api.members.list({ workspace_id }),
  ]);
  const member = members.find(({ admin_id }) => admin_id === params['adminId']);
  if (!member) throw data('There is no member with this id in this workspace.', { status: 404 });
  return { workspace, member };
});

export const action = formAction({
  'change-role': onSubmit(panel.changeMember.input, async (input, { api, admin }) => {
    await api.members.changeRole(input);
    // An owner who gives that up can no longer see this page.
    if (input.admin_id === admin.adminId && input.role !== 'owner') throw redirect('/overview');
  }),
  'reset-totp': onSubmit(panel.resetTotp.input, (input, { api }) => api.team.resetTotp(input)),
  remove: onSubmit(panel.removeMember.input, async (input, { api, admin }) => {
    await api.members.remove(input);
    const isSelf = input.admin_id === admin.adminId;
    throw redirect(isSelf ? '/overview' : `/workspaces/${input.workspace_id}/members`);
  }),
});

export default function WorkspaceMember() {
  const { workspace, member } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().formData?.get('intent');
  const mayReset = useMayAsTeam('owner');
  const problemOf = (intent: string) => (answer?.intent === intent ? problemIn(answer) : undefined);
  const did = (intent: string) => answer?.intent === intent && !answer.problem;
  return (
    <Stack gap="xl" maw={760}>
      <PageHead
        title={member.email}
        back={{
          to: `/workspaces/${workspace.workspace_id}/members`,
          label: `Members of ${workspace.name}`,
        }}
      />
      <Section id="role" title="Role" about="Takes effect at once, also in open sessions.">
        <Form method="post">
          <input type="hidden" name="intent" value="change-role" />
          <Stack p="lg">
            {did('change-role') && <Done>The role is now {member.role}.</Done>}
            <Refused problem={problemOf('change-role')} />
            <RoleChoice key={member.role} name="role" value={member.role} inWorkspace />
            <Group>
              <Button type="submit" loading={busy === 'change-role'}>
                Save role
              </Button>
            </Group>
          </Stack>
        </Form>
      </Section>
      {mayReset && (member.totp_on || did('reset-totp')) && (
        <Section id="two-step" title="Two-step sign-in" about="For a lost phone without recovery codes.">
          <Form method="post">
            <input type="hidden" name="intent" value="reset-totp" />
            <Stack p="lg">
              {did('reset-totp') && (
                <Done>Two-step sign-in is off. It can be set up again under Account.</Done>
              )}
              <Refused problem={problemOf('reset-totp')} />
              {member.totp_on && (
                <>
                  <Text size="sm">Make sure first that it is really {member.email} who asks.</Text>
                  <Group>
                    <Button type="submit" variant="outline" color="red" loading={busy === 'reset-totp'}>
                      Turn off
                    </Button>
                  </Group>
                </>
              )}
            </Stack>
          </Form>
        </Section>
      )}
      <Section
        id="remove"
        title="Remove from the workspace"
        about="They see nothing of it any more, at once. An account that is nothing else here goes, too."
      >
        <Form method="post">
          <input type="hidden" name="intent" value="remove" />
          <Stack p="lg">
            <Refused problem={problemOf('remove')} />
            <Checkbox required label={`Yes, remove ${member.email} from ${workspace.name}`} />
            <Group>
              <Button type="submit" color="red" loading={busy === 'remove'}>
                Remove
              </Button>
            </Group>
          </Stack>
        </Form>
      </Section>
    </Stack>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
