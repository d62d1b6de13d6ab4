import { Anchor, Button, Code, Group, Stack, Text, TextInput } from '@mantine/core';
import { Form, useNavigation } from '@remix-run/react';
import type { Problem } from '../api.server.ts';
import type { Account } from '../types.ts';
import { Refused } from '../components/problem.tsx';

type Props = NonNullable<Account['totp_setup']> & { problem?: Problem };

/** The new secret as a QR code and as text, and the field for the first code. */
export function TotpSetup({ secret, uri, qr_svg, problem }: Props) {
  const busy = useNavigation().formData?.get('intent') === 'confirm-totp';
  return (
    <Group align="flex-start" gap="xl">
      <img
        src={`data:image/svg+xml,${encodeURIComponent(qr_svg)}`}
        alt="QR code for your authenticator app; the key beside it has the same content"
        width={200}
        height={200}
        style={{
          borderRadius: 'var(--mantine-radius-md)',
          border: '1px solid var(--mantine-color-default-border)',
        }}
      />
      <Stack gap="md" flex={1} miw={260}>
        <Text size="sm" component="div">
          <b>1.</b> Scan this with an authenticator app: Aegis, Google Authenticator, 1Password or another
          one.
        </Text>
        <Text size="sm" component="div">
          Or{' '}
          <Anchor href={uri} underline="always">
            open it in an app on this device
          </Anchor>
          , or enter this key by hand:
          <Code block mt={6} style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
            {secret.match(/.{1,4}/g)!.join(' ')}
          </Code>
        </Text>
        <Form method="post" action="#two-step">
          <input type="hidden" name="intent" value="confirm-totp" />
          <Stack gap="sm">
            <Refused problem={problem} />
            <TextInput
              name="code"
              label={
                <>
                  <b>2.</b> Enter the code that it shows
                </>
              }
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={10}
              required
              withAsterisk={false}
              error={problem?.fields['code']}
            />
            <Group>
              <Button type="submit" loading={busy}>
                Turn on
              </Button>
              <Button type="submit" form="cancel-totp" variant="default">
                Cancel
              </Button>
            </Group>
          </Stack>
        </Form>
        <Form method="post" action="#two-step" id="cancel-totp">
          <input type="hidden" name="intent" value="cancel-totp" />
        </Form>
      </Stack>
    </Group>
  );
}
