import { Checkbox } from '@mantine/core';
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

/** A box for each kind of mail, as the field `mails`. */
export const MailBoxes = ({ mails }: { mails: Mails }) =>
  mails.map(({ kind, is_chosen }) => (
    <Checkbox
      key={kind}
      name="mails"
      value={kind}
      defaultChecked={is_chosen}
      label={mailNames[kind][0]}
      description={mailNames[kind][1]}
    />
  ));
