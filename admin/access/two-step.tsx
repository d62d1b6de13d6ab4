import { Badge, Box, Button, Group, Stack, Text } from '@mantine/core';
import { Form, useNavigation } from '@remix-run/react';
import type { Problem } from '../api.server.ts';
import type { Account } from '../types.ts';
import { CurrentPassword } from './current-password.tsx';
import { Done } from '../components/done.tsx';
import { Refused } from '../components/problem.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { Section } from '../components/section.tsx';
import { TotpSetup } from './totp-setup.tsx';

type Props = {
  account: Account;
  problemOf: (intent: string) => Problem | undefined;
  /** New recovery codes, shown once. */
  codes: string[] | null;
  removed: boolean;
};

const about = 'Requires a code from your phone in addition to the password.';

/** Two-step sign-in in its three states: off, being set up, on. */
export function TwoStep({ account, problemOf, codes, removed }: Props) {
  const badge = (
    <Badge variant="default" tt="none">
      {account.totp_on ? 'On' : 'Off'}
    </Badge>
  );
  return (
    <Section id="two-step" title="Two-step sign-in" about={about} action={badge}>
      <Stack p="lg" gap="lg">
        {codes && <RecoveryCodes codes={codes} />}
        {account.totp_on ? (
          <On left={account.recovery_codes_left} problemOf={problemOf} />
        ) : account.totp_setup ? (
          <TotpSetup {...account.totp_setup} problem={problemOf('confirm-totp')} />
        ) : (
          <Box maw={420}>
            {removed && <Done>Two-step sign-in is off.</Done>}
            <WithPassword intent="start-totp" problem={problemOf('start-totp')} button="Set up" />
          </Box>
        )}
      </Stack>
    </Section>
  );
}

function On({ left, problemOf }: { left: number; problemOf: Props['problemOf'] }) {
  return (
    <>
      <Text size="sm">
        Each sign-in asks for a code. {left} of 10 recovery codes are left
        {left < 3 ? ': create new ones before you run out.' : '.'}
      </Text>
      <Group align="flex-start" gap="xl" grow preventGrowOverflow={false}>
        <Stack gap="xs" miw={240}>
          <Text fw={600} size="sm">
            New recovery codes
          </Text>
          <Text size="sm" c="dimmed">
            The old ones stop working.
          </Text>
          <WithPassword intent="renew-codes" problem={problemOf('renew-codes')} button="Create new codes" />
        </Stack>
        <Stack gap="xs" miw={240}>
          <Text fw={600} size="sm">
            Turn off
          </Text>
          <Text size="sm" c="dimmed">
            You will then sign in with the password only.
          </Text>
          <WithPassword
            intent="remove-totp"
            problem={problemOf('remove-totp')}
            button="Turn off"
            color="red"
          />
        </Stack>
      </Group>
    </>
  );
}

type FormProps = { intent: string; problem?: Problem; button: string; color?: string };

/** A change to two-step sign-in requires the password again. */
function WithPassword({ intent, problem, button, color }: FormProps) {
  const busy = useNavigation().formData?.get('intent') === intent;
  return (
    <Form method="post" action="#two-step">
      <input type="hidden" name="intent" value={intent} />
      <Stack gap="sm">
        <Refused problem={problem} />
        <CurrentPassword problem={problem} />
        <Group>
          <Button type="submit" loading={busy} color={color} variant={color ? 'outline' : 'filled'}>
            {button}
          </Button>
        </Group>
      </Stack>
    </Form>
  );
}
