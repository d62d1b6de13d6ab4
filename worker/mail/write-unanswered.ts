import { readUnanswered } from '../../shared/chat/unanswered/read-unanswered.ts';
import { toGroups } from '../../shared/chat/unanswered/to-groups.ts';
import type { UnansweredGroup } from '../../shared/contract/unanswered.ts';
import { boundTo, findApp } from '../../shared/tenancy/app.ts';
import { ofWorkspaces } from '../../shared/mail/wanted-mails.ts';
import type { Worker } from '../worker.ts';
import { chosen, plural, type Letter, type Paragraph } from './letter.ts';
import type { Mail } from './mail.ts';
import { recipientOf } from './recipient-of.ts';

const WEEK_MS = 7 * 86_400_000;
const MOST_QUESTIONS = 5;
const LONGEST = 200;

/**
 * The week's questions without a good answer that nobody has reviewed, per app. They are read when the mail is sent:
 * what was erased meanwhile is not in it. Without MAIL_QUESTIONS only how many there are. Dropped if there are none.
 */
export async function writeUnanswered(worker: Worker, mail: Mail): Promise<Letter | undefined> {
  const { config, db } = worker;
  const recipient = await recipientOf(db, mail);
  if (!recipient) return undefined;
  const { to, about } = recipient;
  const apps = await db
    .selectFrom('apps')
    .select('app_id')
    .where('archived_at', 'is', null)
    .where(ofWorkspaces(about))
    .orderBy('name')
    .orderBy('app_id')
    .execute();
  const since = new Date(mail.created_at.getTime() - WEEK_MS);
  const paragraphs: Paragraph[] = [];
  let total = 0;
  for (const { app_id } of apps) {
    const bound = boundTo(worker, app_id);
    const app = await findApp(bound, app_id);
    if (!app) continue;
    const { questions } = await readUnanswered({ db: bound.db, app }, since);
    const groups = toGroups(questions, since).filter(({ state }) => state === 'new');
    const count = groups.reduce((sum, group) => sum + group.count, 0);
    if (count === 0) continue;
    total += count;
    paragraphs.push(
      `${app.name}: ${plural(count, 'question')} without a good answer.`,
      ...(config.mailQuestions ? [{ list: groups.slice(0, MOST_QUESTIONS).map(toLine) }] : []),
      {
        label: 'Unanswered questions',
        url: `${config.publicUrl}/admin/apps/${app_id}/conversations/unanswered`,
      },
    );
  }
  if (total === 0) return undefined;
  return {
    to,
    subject: `Docent: ${plural(total, 'question')} without a good answer this week`,
    paragraphs,
    reason: chosen(config.publicUrl),
  };
}

function toLine({ question, count }: UnansweredGroup): string {
  const line = question.replaceAll(/\s+/g, ' ').trim();
  const short = line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1).toWellFormed()}…`;
  return count === 1 ? short : `${short} (${count} times)`;
}
