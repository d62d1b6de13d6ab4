import { sql } from 'kysely';
import type { z } from 'zod';
import type { system } from '../../../shared/contract/system.panel.ts';
import type { AdminCall } from '../../call.ts';
import { withoutSecrets } from './describe-settings.ts';

type MailFacts = z.output<typeof system.getSystem.output>['mail'];

/** What became of the mails of the last 30 days. Null: this installation sends none. No address is in it. */
export async function measureMail({ config, db }: AdminCall): Promise<MailFacts> {
  if (!config.smtp) return null;
  const { rows } = await sql<{
    waiting: number;
    sent: number;
    failed: number;
    sent_at: Date | null;
    problem: string | null;
  }>`
    select count(*) filter (where status in ('pending', 'sending'))::integer as waiting,
      count(*) filter (where status = 'sent')::integer as sent,
      count(*) filter (where status = 'failed')::integer as failed,
      max(finished_at) filter (where status = 'sent') as sent_at,
      (select error from mails where error is not null order by created_at desc limit 1) as problem
    from mails`.execute(db);
  const { sent_at, ...counts } = rows[0]!;
  return { server: withoutSecrets(config.smtp.url), ...counts, sent_at: sent_at?.toISOString() ?? null };
}
