// Another embedding model without a gap: vectors of two models beside each other, by generation.
import { sql, type Kysely } from 'kysely';
import { protectTable } from '../protect-table.ts';

const statements = [
  // Vectors are compared within a generation only. The app's own is the one that questions are answered over.
  `alter table apps add embedding_generation integer not null default 1`,
  // The built-in model made its vectors without the prefixes that were set for others.
  `update apps set embedding_query_prefix = '', embedding_document_prefix = '' where embedding_model = 'builtin-hash'`,
  `alter table vector_index add generation integer not null default 1`,
  `alter table vector_index alter generation drop default`,
  `alter table vector_index drop constraint vector_index_pkey, add primary key (app_id, generation, chunk_id)`,
  `alter table staged_chunks add generation integer`,
  `update staged_chunks set generation = 1 where embedding is not null`,
  // Whether the vectors of the running switch were made in parts: a warning of the document once they are in use.
  `alter table documents add next_in_parts boolean not null default false`,
  `create table embedding_switches (
    app_id text not null references apps on delete cascade,
    switch_id text not null,
    status text not null default 'embedding'
      check (status in ('embedding', 'checking', 'ready', 'switching', 'finished', 'cancelled', 'failed')),
    generation integer not null,
    from_model text not null,
    from_dimensions integer not null,
    model text not null,
    dimensions integer not null,
    query_prefix text not null,
    document_prefix text not null,
    automatic boolean not null,
    minimum_share double precision,
    confirmed boolean not null default false,
    attempt integer not null default 0,
    chunk_count integer not null,
    embedded_count integer not null default 0,
    estimated_tokens bigint not null,
    estimated_cost numeric,
    used_tokens bigint not null default 0,
    cost numeric not null default 0,
    unpriced_tokens bigint not null default 0,
    check_questions integer,
    check_own_questions integer,
    check_share double precision,
    waiting_for text,
    error text,
    requested_by text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    ready_at timestamptz,
    ended_at timestamptz,
    primary key (app_id, switch_id),
    unique (app_id, generation)
  )`,
  // One at a time: a failed one still has its vectors, until it is resumed or cancelled.
  `create unique index embedding_switches_open on embedding_switches (app_id)
    where status not in ('finished', 'cancelled')`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
  await protectTable(db, 'embedding_switches');
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table embedding_switches`.execute(db);
  await sql`alter table documents drop next_in_parts`.execute(db);
  await sql`alter table staged_chunks drop generation`.execute(db);
  await sql`delete from vector_index v using apps a where a.app_id = v.app_id and v.generation <> a.embedding_generation`.execute(
    db,
  );
  await sql`alter table vector_index drop constraint vector_index_pkey, add primary key (app_id, chunk_id)`.execute(
    db,
  );
  await sql`alter table vector_index drop generation`.execute(db);
  await sql`alter table apps drop embedding_generation`.execute(db);
}
