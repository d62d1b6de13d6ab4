import type { Seller } from '../../../shared/contract/billing-parties.panel.ts';
import { readSeller } from '../../../shared/billing/invoices/read-parties.ts';
import type { AdminCall } from '../../call.ts';

/** Who issues the invoices; null: nobody has said so. */
export const getSeller = async ({ db }: AdminCall): Promise<{ seller: Seller | null }> => ({
  seller: await readSeller(db),
});
