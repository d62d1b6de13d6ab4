import { Moment } from '../components/moment.tsx';
import { Facts } from '../components/facts.tsx';
import type { System } from '../types.ts';

/** The mail server, and what became of the mails of the last 30 days. */
export function MailFacts({ mail }: Pick<System, 'mail'>) {
  const facts = mail
    ? [
        { name: 'Server', value: mail.server },
        { name: 'Sent', value: mail.sent },
        { name: 'Last sent', value: mail.sent_at ? <Moment at={mail.sent_at} /> : 'never' },
        { name: 'Waiting', value: mail.waiting },
        { name: 'Failed', value: mail.failed },
        ...(mail.problem ? [{ name: 'Last refusal', value: mail.problem }] : []),
      ]
    : [{ name: 'Server', value: 'Not set: no mail is sent. Set SMTP_URL.' }];
  return <Facts id="mail" title="Mail, last 30 days" facts={facts} />;
}
