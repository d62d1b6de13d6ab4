import type { Worker } from '../worker.ts';
import { appName } from './app-name.ts';
import { chosen, plural, type Letter } from './letter.ts';
import type { Mail } from './mail.ts';
import { recipientOf } from './recipient-of.ts';

export async function writeFailedWebhooks({ config, db }: Worker, mail: Mail): Promise<Letter | undefined> {
  const recipient = await recipientOf(db, mail);
  const app = recipient && (await appName(db, mail, recipient.about));
  if (!app) return undefined;
  const failed = plural(mail.count, 'webhook event');
  return {
    to: recipient.to,
    subject: `Docent: ${app}: ${failed} not delivered`,
    paragraphs: [
      `${failed} of ${app} could not be delivered in any attempt. The page of webhooks shows each attempt, and sends events again.`,
      { label: 'Webhooks', url: `${config.publicUrl}/admin/apps/${mail.about_app_id}/webhooks` },
    ],
    reason: chosen(config.publicUrl),
  };
}
