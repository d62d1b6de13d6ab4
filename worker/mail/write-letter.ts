import type { MailKind } from '../../shared/contract/mail-kinds.ts';
import type { DirectMail } from '../../shared/mail/queue-mail.ts';
import type { Worker } from '../worker.ts';
import type { Letter } from './letter.ts';
import type { Mail } from './mail.ts';
import { writeFailedIngests } from './write-failed-ingests.ts';
import { writeFailedWebhooks } from './write-failed-webhooks.ts';
import { writeInvitation } from './write-invitation.ts';
import { writeInvoices } from './write-invoices.ts';
import { writeNotices } from './write-notices.ts';
import { writePasswordChanged } from './write-password-changed.ts';
import { writePasswordReset } from './write-password-reset.ts';
import { writeUnanswered } from './write-unanswered.ts';

/** Writes what a mail says now. Undefined: it is no longer wanted. */
type Write = (worker: Worker, mail: Mail) => Promise<Letter | undefined>;

const writers: Record<DirectMail | MailKind, Write> = {
  invitation: writeInvitation,
  password_reset: writePasswordReset,
  password_changed: writePasswordChanged,
  notices: writeNotices,
  invoices: writeInvoices,
  failed_ingests: writeFailedIngests,
  failed_webhooks: writeFailedWebhooks,
  unanswered: writeUnanswered,
};

/** @returns undefined if the mail is no longer wanted, or of a kind that this version does not know */
export const writeLetter: Write = async (worker, mail) =>
  writers[mail.kind as DirectMail | MailKind]?.(worker, mail);
