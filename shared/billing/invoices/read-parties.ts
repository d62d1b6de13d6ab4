import type { Db, Tx } from '../../../db/database.ts';
import { Buyer, Seller } from '../../contract/billing-parties.panel.ts';

/** The setting with who issues the invoices, as JSON. */
export const SELLER = 'invoice_seller';

/** Who issues the invoices; null: nobody has said so. */
export async function readSeller(db: Db | Tx): Promise<Seller | null> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', SELLER).executeTakeFirst();
  return row ? Seller.parse(JSON.parse(row.value.toString())) : null;
}

/** What a workspace's column `buyer` holds. */
export const toBuyer = (stored: Record<string, unknown> | null): Buyer => Buyer.parse(stored ?? {});
