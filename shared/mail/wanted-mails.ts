import { mailKinds, type MailKind } from '../contract/mail-kinds.ts';
import { reaches, type Role, type Standing } from '../contract/roles.panel.ts';

/** What somebody of the team receives who has chosen nothing. Members of workspaces receive nothing then. */
const UNCHOSEN: Record<Role, MailKind[]> = {
  owner: ['notices', 'invoices', 'failed_ingests', 'failed_webhooks'],
  admin: ['notices', 'failed_ingests', 'failed_webhooks'],
  analyst: [],
  viewer: [],
};

/** What somebody is, and has chosen. */
type Recipient = Standing & { mails: string[] | null };

/** The workspaces about which somebody may receive a kind of mail; null: all. */
function reachOf({ role, workspaces = [] }: Standing, kind: MailKind): string[] | null {
  const needed = mailKinds[kind];
  if (reaches(role, needed)) return null;
  return workspaces.filter((own) => reaches(own.role, needed)).map(({ workspace_id }) => workspace_id);
}

const isChosen = ({ role, mails }: Recipient, kind: MailKind): boolean =>
  (mails ?? (role ? UNCHOSEN[role] : [])).includes(kind);

/** The kinds of mail that somebody may choose. */
export const offeredMails = (person: Standing): MailKind[] =>
  (Object.keys(mailKinds) as MailKind[]).filter((kind) => reachOf(person, kind)?.length !== 0);

/** The kinds of mail that somebody receives. */
export const wantedMails = (person: Recipient): MailKind[] =>
  offeredMails(person).filter((kind) => isChosen(person, kind));

/** The workspaces about which somebody receives a kind of mail; null: all. */
export const mailsAbout = (person: Recipient, kind: MailKind): string[] | null =>
  isChosen(person, kind) ? reachOf(person, kind) : [];
