import { mailKinds, type MailKind } from '../contract/mail-kinds.ts';
import { reaches, type Role } from '../contract/roles.panel.ts';

/** What somebody receives who has chosen nothing. */
const UNCHOSEN: Record<Role, MailKind[]> = {
  owner: ['notices', 'invoices', 'failed_ingests', 'failed_webhooks'],
  admin: ['notices', 'failed_ingests', 'failed_webhooks'],
  analyst: [],
  viewer: [],
};

/** The kinds of mail that somebody may choose. */
export const offeredMails = (role: Role | null): MailKind[] =>
  (Object.keys(mailKinds) as MailKind[]).filter((kind) => reaches(role, mailKinds[kind]));

/** The kinds of mail that somebody receives. */
export const wantedMails = ({ role, mails }: { role: Role | null; mails: string[] | null }): MailKind[] =>
  offeredMails(role).filter((kind) => (mails ?? (role ? UNCHOSEN[role] : [])).includes(kind));
