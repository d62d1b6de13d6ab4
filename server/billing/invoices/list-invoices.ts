import { sql } from 'kysely';
import type { AdminCall } from '../../call.ts';
import { readInvoices } from './read-invoices.ts';

/** Invoices and credit notes of one workspace or all, newest first. */
export const listInvoices = async (call: AdminCall, { workspace_id }: { workspace_id?: string }) => ({
  invoices: await readInvoices(call, workspace_id ? sql`workspace_id = ${workspace_id}` : sql`true`),
});
