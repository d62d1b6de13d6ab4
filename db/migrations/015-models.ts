// What an app may set about its models, and the prefixes of its embedding model.
import { sql, type Kysely } from 'kysely';

const statements = [
  `alter table apps
    add fallback_model text,
    add rewrite_model text,
    add reasoning_effort text,
    add context_tokens integer check (context_tokens >= 1024),
    -- Fixed with the embedding model: the vectors of older apps were made without any.
    add embedding_query_prefix text not null default '',
    add embedding_document_prefix text not null default ''`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table apps drop fallback_model, drop rewrite_model, drop reasoning_effort, drop context_tokens,
    drop embedding_query_prefix, drop embedding_document_prefix`.execute(db);
}
