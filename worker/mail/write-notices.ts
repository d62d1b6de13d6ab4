import { ofWorkspaces } from '../../shared/mail/wanted-mails.ts';
import type { Worker } from '../worker.ts';
import { chosen, plural, type Letter } from './letter.ts';
import type { Mail } from './mail.ts';
import { recipientOf } from './recipient-of.ts';

/** What the page of notices shows: quotas, budgets, prices, unusual days, models. Dropped if all were dismissed. */
export async function writeNotices({ config, db }: Worker, mail: Mail): Promise<Letter | undefined> {
  const recipient = await recipientOf(db, mail);
  if (!recipient) return undefined;
  const { to, about } = recipient;
  const notices = await db
    .selectFrom('notices')
    .select('message')
    .where('notice_id', 'in', mail.items)
    .where('dismissed_at', 'is', null)
    .where(ofWorkspaces(about))
    .orderBy('notice_id')
    .execute();
  if (notices.length === 0) return undefined;
  return {
    to,
    subject: `Docent: ${plural(notices.length, 'new notice')}`,
    paragraphs: [
      { list: notices.map(({ message }) => message) },
      { label: 'Notices', url: `${config.publicUrl}/admin/notices` },
    ],
    reason: chosen(config.publicUrl),
  };
}
