import { Alert, Anchor, Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLogin } from './use-login.ts';

/** A sign-in in a tab of its own ends there. */
const TO_DONE = 'to=/login/done';

/** Above every other dialog. */
const Z_INDEX = 1_000;

const leave = () => {
  const { pathname, search } = window.location;
  const page = `${pathname.replace(/^\/admin/, '')}${search}`;
  window.location.assign(`/admin/login?to=${encodeURIComponent(page)}`);
};

/** Signs the person of the page in again, also when they do so in another tab. */
export default function LoginDialog({ email, onDone }: { email: string; onDone: () => void }) {
  const [before] = useState(() => document.activeElement);
  const { stage, provider, other, problem, busy, send } = useLogin(email, () => {
    onDone();
    if (before instanceof HTMLElement) before.focus();
  });
  return (
    <Modal
      opened
      onClose={leave}
      title="Sign in to continue"
      zIndex={Z_INDEX}
      closeOnEscape={false}
      closeOnClickOutside={false}
      withCloseButton={false}
    >
      <form onSubmit={(event) => void send(event)} method="post">
        <Stack>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            Your session has ended. Sign in as <b>{email}</b>: what you typed on this page is still there.
          </Text>
          {problem && (
            <Alert color="red" variant="light" role="alert">
              {problem}
            </Alert>
          )}
          {other ? (
            <Alert color="yellow" variant="light" role="alert">
              {other} is signed in now. Reload the page to continue as that person: what was typed here will
              be lost.
            </Alert>
          ) : stage === 'password' ? (
            <Text size="sm">
              Your password has to be replaced first.{' '}
              <Anchor href={`/admin/login/password?${TO_DONE}`} target="_blank" size="sm">
                Choose a new password
              </Anchor>
            </Text>
          ) : stage === 'code' ? (
            <TextInput
              key="code"
              name="code"
              label="Code"
              description="The six digits that your authenticator app shows, or a recovery code."
              autoComplete="one-time-code"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={40}
              required
              withAsterisk={false}
              autoFocus
            />
          ) : (
            <>
              {provider && (
                <Button
                  component="a"
                  href={`/admin/login/oidc?${TO_DONE}`}
                  target="_blank"
                  variant="default"
                  fullWidth
                >
                  Sign in with {provider} in a new tab
                </Button>
              )}
              <input type="hidden" name="email" autoComplete="username" value={email} readOnly />
              <PasswordInput
                name="password"
                label="Password"
                autoComplete="current-password"
                required
                withAsterisk={false}
                data-autofocus
              />
            </>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={leave}>
              Leave this page
            </Button>
            {other ? (
              <Button onClick={() => window.location.reload()}>Reload</Button>
            ) : (
              stage !== 'password' && (
                <Button type="submit" loading={busy}>
                  {stage === 'code' ? 'Continue' : 'Sign in'}
                </Button>
              )
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
