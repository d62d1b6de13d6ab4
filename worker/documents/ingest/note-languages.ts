import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { App } from '../../../shared/tenancy/app.ts';

/** The app learns languages of its documents that it does not know. */
export async function noteLanguages(
  tx: Tx,
  { appId, languages }: App,
  found: Iterable<string>,
): Promise<void> {
  for (const language of new Set(found)) {
    if (languages.includes(language)) continue;
    await tx
      .updateTable('apps')
      .set({ languages: sql`array_append(languages, ${language})` })
      .where('app_id', '=', appId)
      .where(sql<boolean>`not languages @> array[${language}::text]`)
      .execute();
  }
}
