import { sql, type RawBuilder } from 'kysely';
import { mailKinds, type MailKind } from '../contract/mail-kinds.ts';
import { reaches, type Membership, type Role } from '../contract/roles.panel.ts';

/** What somebody of the team receives who has chosen nothing. Members of workspaces receive nothing then. */
const UNCHOSEN: Record<Role, MailKind[]> = {
  owner: ['notices', 'invoices', 'failed_ingests', 'failed_webhooks'],
  admin: ['notices', 'failed_ingests', 'failed_webhooks'],
  analyst: [],
  viewer: [],
};

/** A membership, with what was chosen for its workspace; null: as for all. */
type ChoosingMember = Membership & { mails: string[] | null };
/** What somebody is, and has chosen. */
type Recipient = { role: Role | null; workspaces: readonly ChoosingMember[]; mails: string[] | null };

/** Workspaces that a mail is about: some, or all but some. */
export type About = { only: string[] } | { except: string[] };

const kinds = Object.keys(mailKinds) as MailKind[];

const maySee = ({ role }: Recipient, own: Membership, kind: MailKind): boolean =>
  reaches(role, mailKinds[kind]) || reaches(own.role, mailKinds[kind]);

const chosenForAll = ({ role, mails }: Recipient): readonly string[] => mails ?? (role ? UNCHOSEN[role] : []);
const chosenFor = (person: Recipient, { mails }: ChoosingMember) => mails ?? chosenForAll(person);

type Choice = { kind: MailKind; is_chosen: boolean }[];

/** The kinds of mail that somebody may choose, with their choice for all workspaces without one of its own. */
export const mailsOf = (person: Recipient): Choice =>
  kinds
    .filter(
      (kind) =>
        reaches(person.role, mailKinds[kind]) || person.workspaces.some((own) => maySee(person, own, kind)),
    )
    .map((kind) => ({ kind, is_chosen: chosenForAll(person).includes(kind) }));

/** The same for one workspace that somebody is a member of. */
export const mailsIn = (person: Recipient, own: ChoosingMember): Choice =>
  kinds
    .filter((kind) => maySee(person, own, kind))
    .map((kind) => ({ kind, is_chosen: chosenFor(person, own).includes(kind) }));

/** The workspaces about which somebody receives a kind of mail. */
export function mailsAbout(person: Recipient, kind: MailKind): About {
  const wanted = person.workspaces.filter(
    (own) => maySee(person, own, kind) && chosenFor(person, own).includes(kind),
  );
  const all = reaches(person.role, mailKinds[kind]) && chosenForAll(person).includes(kind);
  const ids = (list: readonly Membership[]) => list.map(({ workspace_id }) => workspace_id);
  return all
    ? { except: ids(person.workspaces.filter((own) => !wanted.includes(own))) }
    : { only: ids(wanted) };
}

export const isAboutNothing = (about: About): boolean => 'only' in about && about.only.length === 0;

export const isAbout = (about: About, workspaceId: string | undefined): boolean =>
  'only' in about
    ? workspaceId !== undefined && about.only.includes(workspaceId)
    : workspaceId === undefined || !about.except.includes(workspaceId);

/** The same for a column `workspace_id`. */
export const ofWorkspaces = (about: About): RawBuilder<boolean> =>
  'only' in about
    ? sql<boolean>`workspace_id = any(${about.only}::text[])`
    : sql<boolean>`workspace_id <> all(${about.except}::text[])`;
