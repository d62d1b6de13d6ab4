import { Alert, Box, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { Form, useNavigation } from '@remix-run/react';
import type { Problem } from '../api.server.ts';
import { Refused } from '../components/problem.tsx';
import { RoleChoice } from './role-choice.tsx';
import { Section } from '../components/section.tsx';
import { Copy } from '../components/copy.tsx';
import { KeepChanges } from '../components/unsaved.tsx';

type Props = {
  problem?: Problem;
  made?: { email: string; link: string; mailed: boolean };
  inWorkspace?: boolean;
};

/** Invites someone by a link, which is mailed if there is a mail server. */
export function Invite({ problem, made, inWorkspace }: Props) {
  const busy = useNavigation().formData?.get('intent') === 'invite';
  return (
    <Section
      id="invite"
      title="Invite someone"
      about="Creates a link to send to the person. It works once, within seven days."
    >
      <Box p="lg">
        {made && <Made {...made} />}
        <Form method="post" key={made?.link} action="#invite">
          <input type="hidden" name="intent" value="invite" />
          <Stack maw={520}>
            <KeepChanges result={made} />
            <Refused problem={problem} />
            <TextInput
              name="email"
              label="E-mail"
              type="email"
              autoComplete="off"
              placeholder="name@example.com"
              required
              withAsterisk={false}
              maxLength={320}
              error={problem?.fields['email']}
            />
            <RoleChoice
              name="role"
              value="viewer"
              error={problem?.fields['role']}
              {...(inWorkspace && { inWorkspace })}
            />
            <Group>
              <Button type="submit" loading={busy}>
                Create invitation
              </Button>
            </Group>
          </Stack>
        </Form>
      </Box>
    </Section>
  );
}

function Made({ email, link, mailed }: NonNullable<Props['made']>) {
  return (
    <Alert color="teal" variant="light" role="status" mb="lg">
      <Stack gap="sm">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {mailed ? (
            <>
              A mail with this link is on its way to <b>{email}</b>. The link is shown only once.
            </>
          ) : (
            <>
              Send this link to <b>{email}</b>. It is shown only once.
            </>
          )}
        </Text>
        <TextInput
          label="Invitation link"
          value={link}
          readOnly
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Group>
          <Copy value={link} size="xs" />
        </Group>
      </Stack>
    </Alert>
  );
}
