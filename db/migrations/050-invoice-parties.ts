// Who an invoice is from and to, its tax and its due date, as they were when it was issued.
import { sql, type Kysely } from 'kysely';

const KEPT =
  'invoice_id workspace_id kind number month credits workspace_name time_zone currency exact_total total issued_at';

const keepInvoice = (more: string) => {
  const of = (row: string) =>
    `${KEPT} ${more}`
      .trim()
      .split(' ')
      .map((column) => `${row}.${column}`)
      .join(', ');
  return `create or replace function keep_invoice() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and tg_table_name = 'invoices' then
        if (${of('new')}) is not distinct from (${of('old')}) then return new; end if;
      end if;
      raise exception 'an invoice is never changed: write a credit note';
    end $$`;
};

const statements = [
  `alter table workspaces add column buyer jsonb`,
  `alter table invoices
    add column seller jsonb,
    add column buyer jsonb,
    add column tax_name text not null default '',
    add column tax_rate numeric(6, 3) not null default 0,
    -- Part of the total, which is the lines' sum in whole cents and this.
    add column tax numeric(20, 2) not null default 0,
    add column due_on date`,
  keepInvoice('seller buyer tax_name tax_rate tax due_on'),
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw(keepInvoice('')).execute(db);
  await sql`alter table invoices drop column seller, drop column buyer, drop column tax_name, drop column tax_rate,
    drop column tax, drop column due_on`.execute(db);
  await sql`alter table workspaces drop column buyer`.execute(db);
}
