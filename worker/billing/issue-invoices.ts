import type { Tx } from '../../db/database.ts';
import { findDueInvoices, issueInvoice } from '../../shared/billing/invoices/issue-invoice.ts';
import { aggregateLedger } from '../../shared/billing/ledger/aggregate.ts';
import { queueNotice } from '../../shared/mail/queue-notice.ts';
import type { Queue } from '../../shared/platform/queue.ts';
import { emitToWorkspace } from '../../shared/webhooks/emit-to-workspace.ts';
import type { Run, Worker } from '../worker.ts';

/** Closes months that have ended. Each invoice is in one transaction with its payment job, webhooks and mails. */
export async function issueInvoices(
  { db, queue, log, config }: Pick<Worker, 'db' | 'queue' | 'log' | 'config'>,
  { signal }: Run<object>,
): Promise<void> {
  const due = await findDueInvoices(db);
  if (due.length === 0) return;
  // A month is billed from the aggregate, which must contain the month's last day.
  await aggregateLedger(db, signal);
  let issued = 0;
  for (const month of due) {
    signal.throwIfAborted();
    await db.transaction().execute(async (tx) => {
      const invoice_id = await issueInvoice(tx, month);
      if (!invoice_id) return;
      await queue.send(tx, 'charge-invoice', { invoice_id });
      await announce(tx, queue, month.workspace_id, invoice_id);
      await queueNotice({ config, queue }, tx, 'invoices', [invoice_id]);
      issued++;
    });
  }
  if (issued > 0) log.info({ count: issued }, 'issued invoices');
}

async function announce(tx: Tx, queue: Queue, workspaceId: string, invoiceId: string): Promise<void> {
  const { month, ...invoice } = await tx
    .selectFrom('invoices')
    .select(['number', 'month', 'total', 'currency'])
    .where('invoice_id', '=', invoiceId)
    .executeTakeFirstOrThrow();
  const payload = { invoice_id: invoiceId, ...invoice, month: month.slice(0, 7) };
  await emitToWorkspace(tx, queue, workspaceId, 'invoice.created', payload);
}
