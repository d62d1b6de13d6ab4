// Who invoices are from and to.
import { z } from 'zod';
import { panelAction } from './action.panel.ts';
import { WorkspaceId } from './workspaces.panel.ts';

const isPlain = (text: string) => text.isWellFormed() && !/[^\P{Cc}\n]/u.test(text);
const text = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest, `must have at most ${longest} characters`)
    .refine(isPlain, 'must be plain text');
const line = (longest: number) => text(longest).refine((value) => !value.includes('\n'), 'must be one line');

const Percent = z
  .string()
  .trim()
  .regex(/^(\d{1,2}(\.\d{1,3})?|100)$/, 'must be a percentage such as 19 or 7.5');

/** What the invoices of this installation say of who issues them. */
export const Seller = z.object({
  name: line(200).min(1, 'must not be empty'),
  address: text(500).default(''),
  tax_id: line(60).default(''),
  /** What the tax is called, such as VAT. */
  tax_name: line(20).default('VAT'),
  /** Percent on top of every invoice, unless a workspace has its own. */
  tax_rate: Percent.default('0'),
  /** Days until an invoice is due. */
  payment_days: z
    .int('must be a whole number from 0 to 365')
    .min(0, 'must be from 0 to 365')
    .max(365, 'must be from 0 to 365')
    .default(14),
  /** Printed at the end, such as a bank account. */
  note: text(1000).default(''),
});
export type Seller = z.infer<typeof Seller>;

/** What the invoices of a workspace say of who receives them. */
export const Buyer = z.object({
  /** Empty: the workspace's name. */
  name: line(200).default(''),
  address: text(500).default(''),
  tax_id: line(60).default(''),
  /** Percent; null: the seller's. */
  tax_rate: Percent.nullable().default(null),
  /** Such as a reference, or why there is no tax. */
  note: text(300).default(''),
});
export type Buyer = z.infer<typeof Buyer>;

/** What one invoice says of its seller or buyer. */
export const Party = z.object({
  name: z.string(),
  address: z.string(),
  tax_id: z.string(),
  note: z.string(),
});
export type Party = z.infer<typeof Party>;

const ById = z.object({ workspace_id: WorkspaceId });

export const billingParties = {
  getSeller: panelAction('query', z.object({}), z.object({ seller: Seller.nullable() })),
  setSeller: panelAction('mutation', Seller, z.object({ seller: Seller })),
  getBuyer: panelAction('query', ById, z.object({ buyer: Buyer })),
  setBuyer: panelAction('mutation', Buyer.extend(ById.shape), z.object({ buyer: Buyer })),
};
