import { Anchor, Box, Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { data, redirect, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { signedIn } from '../api.server.ts';
import { Done } from '../components/done.tsx';
import { ErrorPage } from '../components/error-page.tsx';
import { PageHead } from '../components/page-head.tsx';
import { problemIn, Refused } from '../components/problem.tsx';
import { RoleChoice } from './role-choice.tsx';
import { Section } from '../components/section.tsx';
import { formAction, onSubmit } from '../form-action.server.ts';
import { panel } from '../../shared/contract/panel.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.member.email ?? 'Team'} · Docent` },
];

export const loader = signedIn(async ({ context, params }, { adminId }) => {
  const { admins } = await context.api.team.list({});
  const member = admins.find(({ admin_id }) => admin_id === params['adminId']);
  if (!member) throw data('There is no team member with this id.', { status: 404 });
  return { member, isSelf: member.admin_id === adminId };
});

export const action = formAction({
  'change-role': onSubmit(panel.changeRole.input, async (input, { api, admin }) => {
    await api.team.changeRole(input);
    // Someone who gives up the role of owner can no longer see this page.
    if (input.admin_id === admin.adminId && input.role !== 'owner') throw redirect('/overview');
  }),
  'reset-totp': onSubmit(panel.resetTotp.input, (input, { api }) => api.team.resetTotp(input)),
  remove: onSubmit(panel.removeAdmin.input, async (input, { api, admin }) => {
    await api.team.remove(input);
    throw redirect(input.admin_id === admin.adminId ? '/overview' : '/team');
  }),
});

export default function MemberPage() {
  const { member, isSelf } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().formData?.get('intent');
  const problemOf = (intent: string) => (answer?.intent === intent ? problemIn(answer) : undefined);
  const did = (intent: string) => answer?.intent === intent && !answer.problem;
  return (
    <Stack gap="xl" maw={760}>
      <PageHead title={member.email} back={{ to: '/team', label: 'Team' }} />
      <Section id="role" title="Role" about="Takes effect at once, also in open sessions.">
        <Form method="post">
          <input type="hidden" name="intent" value="change-role" />
          <Stack p="lg">
            {did('change-role') && <Done>The role is now {member.role}.</Done>}
            <Refused problem={problemOf('change-role')} />
            <RoleChoice key={member.role} name="role" value={member.role} />
            <Group>
              <Button type="submit" loading={busy === 'change-role'}>
                Save role
              </Button>
            </Group>
          </Stack>
        </Form>
      </Section>
      <Section
        id="two-step"
        title="Two-step sign-in"
        about={member.totp_on ? 'On: each sign-in requires a code.' : 'Off: the password is enough.'}
      >
        <Box p="lg">
          {did('reset-totp') && <Done>Two-step sign-in is off. It can be set up again under Account.</Done>}
          <Refused problem={problemOf('reset-totp')} />
          {isSelf ? (
            <Text size="sm">
              Yours is under{' '}
              <Anchor component={Link} to="/account#two-step" underline="always" inherit>
                Account
              </Anchor>
              .
            </Text>
          ) : member.totp_on ? (
            <Form method="post">
              <input type="hidden" name="intent" value="reset-totp" />
              <Text size="sm" mb="sm">
                For a lost phone without recovery codes. Make sure first that it is really {member.email} who
                asks.
              </Text>
              <Button type="submit" variant="outline" color="red" loading={busy === 'reset-totp'}>
                Turn off
              </Button>
            </Form>
          ) : (
            !did('reset-totp') && (
              <Text size="sm" c="dimmed">
                {member.email} can turn it on under Account.
              </Text>
            )
          )}
        </Box>
      </Section>
      <Section
        id="remove"
        title="Remove from the team"
        about="Their account goes, also from workspaces, and their sessions end at once. This cannot be undone."
      >
        <Form method="post">
          <input type="hidden" name="intent" value="remove" />
          <Stack p="lg">
            <Refused problem={problemOf('remove')} />
            <Checkbox required label={`Yes, remove ${member.email} from the team`} />
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
