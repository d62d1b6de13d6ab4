// Which mails a person has chosen for one workspace; which answers were asked of a part of the documents.
import { sql, type Kysely } from 'kysely';

const statements = [
  // Null: as the person has chosen for all workspaces.
  `alter table workspace_members add column mails text[]`,
  // A filter of the request or of its key narrowed the documents. Of answers alone.
  `alter table messages add column filtered boolean not null default false`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table messages drop column filtered`.execute(db);
  await sql`alter table workspace_members drop column mails`.execute(db);
}
