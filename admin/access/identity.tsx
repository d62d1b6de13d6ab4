import { Button, Group, Text } from '@mantine/core';
import { Confirm } from '../components/confirm.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { Reveal } from '../components/reveal.tsx';
import { Section } from '../components/section.tsx';
import { useMay } from '../may.ts';

/** The secret with which the app's own server signs ids of end users, for publishable keys. */
export function Identity({ enabled }: { enabled: boolean }) {
  const mayChange = useMay('admin');
  const does = enabled ? 'Replace secret' : 'Create secret';
  return (
    <Section
      id="identity"
      title="Signed visitors"
      about="A web page may name its visitor (end_user_id) only if your own server has signed the id."
    >
      <Group p="lg" justify="space-between">
        <Text size="sm" maw={560}>
          {enabled
            ? 'Signing is on. Your server sends the HMAC-SHA-256 of the id, in hexadecimal, as end_user_signature.'
            : 'Signing is off: with publishable keys, conversations belong to nobody.'}
        </Text>
        {mayChange && (
          <Group gap="xs">
            <FormDialog<{ secret: string }>
              title={does}
              does={does}
              fields={{ intent: 'renew-identity' }}
              target={(open) => (
                <Button onClick={open} variant="default">
                  {does}
                </Button>
              )}
              reveal={{
                title: 'Identity secret',
                show: ({ secret }, close) => (
                  <Reveal label="Identity secret" value={secret} onDone={close}>
                    Copy it now: it is shown only once. Keep it on your server, never in a page.
                  </Reveal>
                ),
              }}
            >
              {() => (
                <Text size="sm">
                  {enabled
                    ? 'Signatures by the current secret are refused within a second.'
                    : 'Your server signs with it the ids of people who are signed in on your site.'}
                </Text>
              )}
            </FormDialog>
            {enabled && (
              <Confirm
                title="Turn signing off?"
                does="Turn off"
                fields={{ intent: 'remove-identity' }}
                target={(open) => (
                  <Button onClick={open} variant="subtle" color="red" className="bad">
                    Turn off
                  </Button>
                )}
              >
                Requests with a signature are refused within a second. Conversations stay as they are.
              </Confirm>
            )}
          </Group>
        )}
      </Group>
    </Section>
  );
}
