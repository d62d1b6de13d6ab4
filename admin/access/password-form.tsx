import { Box, Button, Group, Stack } from '@mantine/core';
import { Form, useNavigation } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import type { Problem } from '../api.server.ts';
import { CurrentPassword } from './current-password.tsx';
import { Done } from '../components/done.tsx';
import { NewPassword } from './new-password.tsx';
import { Refused } from '../components/problem.tsx';
import { Section } from '../components/section.tsx';

type Props = { email: string; problem?: Problem; done: boolean };

export function PasswordForm({ email, problem, done }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const busy = useNavigation().formData?.get('intent') === 'change-password';
  useEffect(() => {
    if (done) form.current?.reset();
  }, [done]);
  return (
    <Section id="password" title="Password" about="Changing it ends all your other sessions.">
      <Box p="lg">
        <Form method="post" ref={form} action="#password">
          <input type="hidden" name="intent" value="change-password" />
          <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
          <Stack maw={420}>
            {done && <Done>Your password was changed. All your other sessions have ended.</Done>}
            <Refused problem={problem} />
            <CurrentPassword problem={problem} />
            <NewPassword label="New password" error={problem?.fields['password']} />
            <Group>
              <Button type="submit" loading={busy}>
                Change password
              </Button>
            </Group>
          </Stack>
        </Form>
      </Box>
    </Section>
  );
}
