// Publishable keys are in the source of web pages: the panel shows them whole, whenever somebody needs the snippet.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table keys add column publishable_key text,
    add constraint only_publishable check (publishable_key is null or kind = 'publishable')`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table keys drop column publishable_key`.execute(db);
}
