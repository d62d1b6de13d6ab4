import { Box, Button, Group, Stack } from '@mantine/core';
import { Form, useNavigation } from '@remix-run/react';
import { Done } from '../components/done.tsx';
import { Section } from '../components/section.tsx';
import type { Account } from '../types.ts';
import { MailBoxes } from './mail-boxes.tsx';

type Mails = NonNullable<Account['mails']>;

type Props = {
  mails: Mails;
  /** Single workspaces can have a choice of their own. */
  isDivided: boolean;
  done: boolean;
};

/** The mails that the admin receives. */
export function ChosenMails({ mails, isDivided, done }: Props) {
  const busy = useNavigation().formData?.get('intent') === 'choose-mails';
  return (
    <Section
      id="mail"
      title="Mail"
      about={`What you receive${isDivided ? ' about all workspaces without a choice of their own' : ''}. No mail quotes a document; one quotes what visitors asked.`}
    >
      <Box p="lg">
        <Form method="post" action="#mail">
          <input type="hidden" name="intent" value="choose-mails" />
          <Stack>
            {done && <Done>Your choice is saved.</Done>}
            <MailBoxes mails={mails} />
            <Group>
              <Button type="submit" loading={busy}>
                Save choice
              </Button>
            </Group>
          </Stack>
        </Form>
      </Box>
    </Section>
  );
}
