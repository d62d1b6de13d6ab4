import type { Worker } from '../worker.ts';
import type { Letter } from './letter.ts';
import type { Mail } from './mail.ts';

export async function writePasswordChanged({ config, db }: Worker, mail: Mail): Promise<Letter | undefined> {
  const admin = await db
    .selectFrom('admins')
    .select('email')
    .where('admin_id', '=', mail.admin_id)
    .executeTakeFirst();
  if (!admin) return undefined;
  return {
    to: admin.email,
    subject: 'Your password for Docent was changed',
    paragraphs: [
      `The password of your account at ${config.publicUrl} was changed with a link from a mail. You were signed out everywhere.`,
      'If that was not you, choose a new password and inform an owner of the installation.',
      { label: 'Choose a new password', url: `${config.publicUrl}/admin/reset` },
    ],
    reason: 'Docent sends this after every change with such a link.',
  };
}
