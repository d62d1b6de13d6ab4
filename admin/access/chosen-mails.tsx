import { Box, Button, Checkbox, Group, Stack } from '@mantine/core';
import { Form, useNavigation } from '@remix-run/react';
import { Done } from '../components/done.tsx';
import { Section } from '../components/section.tsx';
import type { Account } from '../types.ts';

type Mails = NonNullable<Account['mails']>;

/** Names and explanations of the mails. */
export const mailNames: Record<Mails[number]['kind'], [label: string, about: string]> = {
  notices: [
    'Notices',
    'Quotas and budgets that run out, unusual days, models without a price or near their end.',
  ],
  invoices: ['Invoices', 'New ones, with number and total.'],
  failed_ingests: ['Failed documents and sources', 'How many, at most once an hour for each app.'],
  unanswered: [
    'Unanswered questions',
    'Every Monday, how many there were for each app. It quotes the most frequent ones, unless the installation leaves them out.',
  ],
  failed_webhooks: [
    'Failed webhooks',
    'Events that no attempt has delivered, at most once an hour for each app.',
  ],
};

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
            {mails.map(({ kind, is_chosen }) => (
              <Checkbox
                key={kind}
                name="mails"
                value={kind}
                defaultChecked={is_chosen}
                label={mailNames[kind][0]}
                description={mailNames[kind][1]}
              />
            ))}
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
