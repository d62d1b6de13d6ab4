// Without zod: pages need it in the browser.
import type { Role } from './roles.panel.ts';

/** The mails that a person chooses, with the least role that may see what they are about. */
export const mailKinds = {
  notices: 'viewer',
  invoices: 'viewer',
  failed_ingests: 'viewer',
  failed_webhooks: 'viewer',
  // It quotes conversations.
  unanswered: 'analyst',
} as const satisfies Record<string, Role>;

export type MailKind = keyof typeof mailKinds;
