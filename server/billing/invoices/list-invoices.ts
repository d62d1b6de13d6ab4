import { sql } from 'kysely';
import type { SeenCall } from '../../call.ts';
import { readInvoices } from './read-invoices.ts';

/** Invoices and credit notes of one workspace or of all that the caller sees, newest first. */
export const listInvoices = async (call: SeenCall, { workspace_id }: { workspace_id?: string }) => ({
  invoices: await readInvoices(call, workspace_id ? sql`workspace_id = ${workspace_id}` : sql`true`),
});
