import type { Seller } from '../../../shared/contract/billing-parties.panel.ts';
import { SELLER } from '../../../shared/billing/invoices/read-parties.ts';
import type { AdminCall } from '../../call.ts';

/** Says who issues the invoices from now on. Those that were issued keep what they say. */
export async function setSeller({ db }: AdminCall, seller: Seller): Promise<{ seller: Seller }> {
  const value = Buffer.from(JSON.stringify(seller));
  await db
    .insertInto('settings')
    .values({ name: SELLER, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
  return { seller };
}
