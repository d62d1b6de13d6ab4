import type { Selectable } from 'kysely';
import type { MailsTable } from '../../db/tables/mails.ts';

export type Mail = Selectable<MailsTable>;
