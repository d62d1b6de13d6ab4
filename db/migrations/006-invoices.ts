// Invoices with numbers that have no gaps, and what the payment provider knows about them.
import { sql, type Kysely } from 'kysely';

const statements = [
  // One row a series; taken by update in the invoice's own transaction, so numbers have no gaps.
  `create table invoice_series (series text primary key, last bigint not null default 0)`,
  `insert into invoice_series (series) values ('INV'), ('CN')`,
  `create table invoices (
    invoice_id text primary key,
    workspace_id text not null,
    kind text not null check (kind in ('invoice', 'credit_note')),
    number text not null unique,
    -- First day of the month that is invoiced.
    month date not null,
    credits text references invoices,
    workspace_name text not null,
    time_zone text not null,
    currency text not null default 'USD',
    -- The lines' sum to the last digit, and what of it is to be paid, in whole cents.
    exact_total numeric(38, 14) not null,
    total numeric(20, 2) not null,
    issued_at timestamptz not null default now(),
    status text not null check (status in ('open', 'paid', 'void')),
    paid_at timestamptz,
    provider text,
    provider_reference text,
    payment_url text
  )`,
  `create unique index invoices_month on invoices (workspace_id, month) where kind = 'invoice'`,
  `create index invoices_credits on invoices (credits) where credits is not null`,
  `create table invoice_lines (
    invoice_id text not null references invoices,
    line integer not null,
    kind text not null check (kind in ('plan', 'usage', 'credit')),
    description text not null,
    billed_app_id text,
    model text,
    month date not null,
    requests bigint not null default 0,
    input_tokens bigint not null default 0,
    output_tokens bigint not null default 0,
    unpriced_tokens bigint not null default 0,
    amount numeric(38, 14) not null,
    primary key (invoice_id, line)
  )`,
  `create index invoice_lines_usage on invoice_lines (billed_app_id, month) where kind = 'usage'`,
  // An invoice is a document: only its payment may change.
  `create function keep_invoice() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and tg_table_name = 'invoices' then
        if (new.invoice_id, new.workspace_id, new.kind, new.number, new.month, new.credits, new.workspace_name,
            new.time_zone, new.currency, new.exact_total, new.total, new.issued_at)
          is not distinct from (old.invoice_id, old.workspace_id, old.kind, old.number, old.month, old.credits,
            old.workspace_name, old.time_zone, old.currency, old.exact_total, old.total, old.issued_at)
        then return new; end if;
      end if;
      raise exception 'an invoice is never changed: write a credit note';
    end $$`,
  `create trigger keep_invoice before update or delete on invoices for each row execute function keep_invoice()`,
  `create trigger keep_invoice before update or delete on invoice_lines for each row execute function keep_invoice()`,
  `create table payment_customers (
    workspace_id text not null,
    provider text not null,
    customer text not null,
    primary key (workspace_id, provider)
  )`,
  // Events of the payment provider that were handled: a replayed one does nothing.
  `create table payment_events (
    provider text not null,
    event_id text not null,
    received_at timestamptz not null default now(),
    primary key (provider, event_id)
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table payment_events, payment_customers, invoice_lines, invoices, invoice_series`.execute(
    db,
  );
  await sql`drop function keep_invoice()`.execute(db);
}
