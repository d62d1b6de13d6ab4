import type { Db } from '../../db/database.ts';
import { outageOf } from '../../shared/platform/outage.ts';

/** Asks the payment provider about an invoice. While it is away, the invoice shows that it waits for it. */
export async function whileAsking<T>(db: Db, invoiceId: string, ask: () => Promise<T>): Promise<T> {
  const note = (waiting_for: string | null) =>
    db
      .updateTable('invoices')
      .set({ waiting_for })
      .where('invoice_id', '=', invoiceId)
      .where('waiting_for', 'is distinct from', waiting_for)
      .execute();
  try {
    const answer = await ask();
    await note(null);
    return answer;
  } catch (error) {
    const outage = outageOf(error);
    if (outage === 'payment_provider') await note(outage);
    throw error;
  }
}
