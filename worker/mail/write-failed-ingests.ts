import type { Worker } from '../worker.ts';
import { appName } from './app-name.ts';
import { chosen, plural, type Letter } from './letter.ts';
import type { Mail } from './mail.ts';
import { recipientOf } from './recipient-of.ts';

/** How many, without a name: names of documents may be about people. Runs of sources have ids of their own kind. */
export async function writeFailedIngests({ config, db }: Worker, mail: Mail): Promise<Letter | undefined> {
  const recipient = await recipientOf(db, mail);
  const app = recipient && (await appName(db, mail, recipient.about));
  if (!app) return undefined;
  const runs = mail.items.filter((item) => item.startsWith('ref_')).length;
  const documents = mail.count - runs;
  const pages = `${config.publicUrl}/admin/apps/${mail.about_app_id}`;
  return {
    to: recipient.to,
    subject: `Docent: ${app}: ${[
      ...(documents > 0 ? [`${plural(documents, 'document')} not read`] : []),
      ...(runs > 0 ? [`${plural(runs, 'refresh', 'refreshes')} failed`] : []),
    ].join(', ')}`,
    paragraphs: [
      ...(documents > 0
        ? [
            `${plural(documents, 'document')} of ${app} could not be read. The page of each says why.`,
            { label: 'Failed documents', url: `${pages}/documents?status=failed` },
          ]
        : []),
      ...(runs > 0
        ? [
            `${plural(runs, 'refresh', 'refreshes')} of its sources failed or was paused.`,
            { label: 'Sources', url: `${pages}/sources` },
          ]
        : []),
    ],
    reason: chosen(config.publicUrl),
  };
}
