import type { Worker } from '../worker.ts';
import type { Letter } from './letter.ts';
import type { Mail } from './mail.ts';
import { writeInvitation } from './write-invitation.ts';
import { writePasswordChanged } from './write-password-changed.ts';
import { writePasswordReset } from './write-password-reset.ts';

/** Writes what a mail says now. Undefined: it is no longer wanted. */
type Write = (worker: Worker, mail: Mail) => Promise<Letter | undefined>;

const writers: Record<string, Write> = {
  invitation: writeInvitation,
  password_reset: writePasswordReset,
  password_changed: writePasswordChanged,
};

/** @returns undefined if the mail is no longer wanted, or of a kind that this version does not know */
export const writeLetter: Write = async (worker, mail) => writers[mail.kind]?.(worker, mail);
