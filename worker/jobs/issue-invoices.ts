import { findDueInvoices, issueInvoice } from '../../shared/billing/issue-invoice.ts';
import { aggregateLedger } from '../../shared/ledger/aggregate.ts';
import type { Run, Worker } from '../worker.ts';

/** Closes months that have ended, each invoice in a transaction with the job that asks for its payment. */
export async function issueInvoices(
  { db, queue, log }: Pick<Worker, 'db' | 'queue' | 'log'>,
  { signal }: Run<object>,
): Promise<void> {
  const due = await findDueInvoices(db);
  if (due.length === 0) return;
  // A month is billed from the aggregate: it must hold the month's last day.
  await aggregateLedger(db, signal);
  let issued = 0;
  for (const month of due) {
    signal.throwIfAborted();
    await db.transaction().execute(async (tx) => {
      const invoice_id = await issueInvoice(tx, month);
      if (!invoice_id) return;
      await queue.send(tx, 'charge-invoice', { invoice_id });
      issued++;
    });
  }
  if (issued > 0) log.info({ count: issued }, 'issued invoices');
}
