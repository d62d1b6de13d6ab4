import { sql } from 'kysely';
import type { MonthSoFar } from '../../../shared/contract/invoices.panel.ts';
import { draftInvoice } from '../../../shared/billing/invoices/draft-invoice.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { AdminCall } from '../../call.ts';

/** What the invoice of the current month would say if the month ended now. @throws workspace_not_found */
export async function previewInvoice(
  { db }: AdminCall,
  { workspace_id }: { workspace_id: string },
): Promise<MonthSoFar> {
  // One snapshot: what is aggregated meanwhile is not counted twice.
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const workspace = await tx
        .selectFrom('workspaces')
        .select(['name', 'time_zone', 'buyer'])
        .select(sql<string>`date_trunc('month', now() at time zone time_zone)::date::text`.as('first'))
        .where('workspace_id', '=', workspace_id)
        .executeTakeFirst();
      if (!workspace) fail('workspace_not_found');
      const draft = await draftInvoice(tx, { workspace_id, month: workspace.first }, workspace, {
        openDays: true,
      });
      const names = {
        workspace_name: workspace.name,
        month: workspace.first.slice(0, 7),
        time_zone: workspace.time_zone,
      };
      if (!draft) return { ...names, preview: null };
      const { lines, sums, seller, buyer, taxName, taxRate } = draft;
      return {
        ...names,
        preview: {
          ...names,
          workspace_id,
          currency: 'USD',
          seller,
          buyer,
          exact_total: trimmed(sums.exact),
          net: sums.net,
          tax_name: taxName,
          tax_rate: taxRate,
          tax: sums.tax,
          total: sums.total,
          lines: lines.map((line, index) => ({
            ...line,
            line: index + 1,
            month: line.month.slice(0, 7),
            amount: trimmed(line.amount),
          })),
        },
      };
    });
}

/** A decimal without zeros at its end. */
const trimmed = (decimal: string) => (decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal);
