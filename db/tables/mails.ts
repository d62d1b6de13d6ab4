import type { Generated } from 'kysely';

/** A mail to one person. What it says is written when it is sent, so that nothing of it is stored. */
export type MailsTable = {
  mail_id: string;
  kind: string;
  /** The member of the team whom it goes to; null: to the address in `content`. */
  admin_id: string | null;
  about_app_id: string | null;
  /** Sealed with the master key: an address, and the secret of a link. Gone when the mail has been sent. */
  content: Buffer | null;
  /** Random ids of what it is about. */
  items: Generated<string[]>;
  /** How many there are; the list of items ends at a hundred. */
  count: Generated<number>;
  status: Generated<'pending' | 'sending' | 'sent' | 'failed' | 'dropped'>;
  /** A code of the mail library and of the server, never words of the server: they may hold an address. */
  error: string | null;
  not_before: Generated<Date>;
  created_at: Generated<Date>;
  finished_at: Date | null;
};
