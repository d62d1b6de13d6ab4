import type { Buyer } from '../../../shared/contract/billing-parties.panel.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { toBuyer } from '../../../shared/billing/invoices/read-parties.ts';
import type { AdminCall } from '../../call.ts';

/** Who a workspace's invoices are addressed to. @throws workspace_not_found */
export async function getBuyer(
  { db }: AdminCall,
  { workspace_id }: { workspace_id: string },
): Promise<{ buyer: Buyer }> {
  const row = await db
    .selectFrom('workspaces')
    .select('buyer')
    .where('workspace_id', '=', workspace_id)
    .executeTakeFirst();
  return { buyer: toBuyer((row ?? fail('workspace_not_found')).buyer) };
}
