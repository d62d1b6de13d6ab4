import type { Db, Tx } from '../../db/database.ts';
import type { Context } from '../context.ts';
import type { MailKind } from '../contract/mail-kinds.ts';

/**
 * Queues mails about something to everybody who has chosen this kind, in the transaction that it happens in. A job
 * finds out who that is. Without SMTP_URL nothing is queued.
 * @param items ids of what it is about; not of documents or people, because they stay in the queue for a while
 */
export async function queueNotice(
  { config, queue }: Pick<Context, 'config' | 'queue'>,
  tx: Db | Tx,
  kind: MailKind,
  items: string[],
  appId?: string,
): Promise<void> {
  if (!config.smtp || items.length === 0) return;
  await queue.send(tx, 'write-mails', { kind, items, ...(appId && { app_id: appId }) });
}
