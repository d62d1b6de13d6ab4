// What is known of an invoice's payment at the provider, so that both always agree.
import { sql, type Kysely } from 'kysely';

const statements = [
  `alter table invoices
    add column requested_at timestamptz,
    add column closed_at timestamptz,
    add column waiting_for text`,
  `update invoices set requested_at = issued_at where provider_reference is not null`,
  `create unique index invoices_reference on invoices (provider_reference) where provider_reference is not null`,
  // An invoice that credit notes cancel in full is no longer open.
  `update invoices set status = 'void' where kind = 'invoice' and status = 'open'
    and total + (select coalesce(sum(notes.total), 0) from invoices notes where notes.credits = invoices.invoice_id) <= 0`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index invoices_reference`.execute(db);
  await sql`alter table invoices drop column requested_at, drop column closed_at, drop column waiting_for`.execute(
    db,
  );
}
