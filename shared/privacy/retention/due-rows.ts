// What an app has kept too long: one query for the preview and the nightly run.
import { sql, type RawBuilder } from 'kysely';
import type { RetentionTable } from '../../../db/tables/retention.ts';

export type Policy = Pick<RetentionTable, 'conversation_days' | 'document_days' | 'ledger_days'>;
export type RetentionKind = 'sessions' | 'documents' | 'ledger_rows';
/** `id` and `moment` are columns of the query. */
export type Due = { kind: RetentionKind; id: string; moment: string; from: RawBuilder<unknown> };

/**
 * What is due in an app at a time, by kind. Conversations count from their last message, documents from the upload of
 * their version. Of the ledger, only rows that are in the daily sums and link to something.
 */
export function dueRows(appId: string, policy: Policy, at: Date): Due[] {
  const due: Due[] = [];
  const before = (days: number) => new Date(at.getTime() - days * 86_400_000);
  if (policy.conversation_days !== null)
    due.push({
      kind: 'sessions',
      id: 'session_id',
      moment: 'last_at',
      from: sql`sessions where app_id = ${appId} and last_at < ${before(policy.conversation_days)}`,
    });
  if (policy.document_days !== null)
    due.push({
      kind: 'documents',
      id: 'document_id',
      moment: 'created_at',
      from: sql`documents where app_id = ${appId}
        and coalesce(replaced_at, created_at) < ${before(policy.document_days)}`,
    });
  if (policy.ledger_days !== null)
    due.push({
      kind: 'ledger_rows',
      id: 'usage_id',
      moment: 'opened_at',
      from: sql`ledger where app_id = ${appId} and day < ${before(policy.ledger_days).toISOString().slice(0, 10)}::date
        and status = 'settled' and aggregated and (message_id is not null or document_id is not null)`,
    });
  return due;
}
