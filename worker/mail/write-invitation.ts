import { sql } from 'kysely';
import { hashLink } from '../../shared/mail/hash-link.ts';
import { openMail } from '../../shared/mail/mail-content.ts';
import type { Worker } from '../worker.ts';
import type { Letter } from './letter.ts';
import type { Mail } from './mail.ts';

/** Dropped if the invitation was withdrawn, replaced or used meanwhile. */
export async function writeInvitation(worker: Worker, mail: Mail): Promise<Letter | undefined> {
  const { config, db } = worker;
  if (!mail.content) return undefined;
  const { email, token } = openMail(worker, mail.mail_id, mail.content);
  if (!token) return undefined;
  const invitation = await db
    .selectFrom('admin_invitations')
    .leftJoin('workspaces', 'workspaces.workspace_id', 'admin_invitations.workspace_id')
    .select(['role', 'workspaces.name as workspace'])
    .where('token_hash', '=', hashLink(worker, 'invitation', token))
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  if (!invitation) return undefined;
  return {
    to: email,
    subject: 'Your invitation to Docent',
    paragraphs: [
      `You were invited to ${invitation.workspace ? `the workspace ${invitation.workspace} at` : 'the team of'} ${config.publicUrl}, with the role ${invitation.role}.`,
      { label: 'Join', url: `${config.publicUrl}/admin/invitation/${token}` },
      'The link works once, within seven days of the invitation.',
    ],
    reason: `An owner of this ${invitation.workspace ? 'workspace' : 'installation'} entered your address. If you do not know why, ignore this mail.`,
  };
}
