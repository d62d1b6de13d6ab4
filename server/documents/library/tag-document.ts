import { sql } from 'kysely';
import { Metadata } from '../../../shared/contract/fields.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import { refuseCurated } from '../refuse-curated.ts';

/** The tags in a document's metadata. A text alone is a list of one; entries that are no texts stay as they are. */
function tagsOf({ tags }: Record<string, unknown>, name: string): unknown[] {
  if (Array.isArray(tags)) return tags;
  if (typeof tags === 'string') return [tags];
  if (tags === undefined || tags === null) return [];
  return fail(
    'invalid_request',
    `metadata.tags of ${name} is neither a text nor a list. Change it by the API first.`,
  );
}

/**
 * Adds a tag to a document's `metadata.tags`, or takes it away. Searches filter by it at once.
 * @throws document_not_found; invalid_request if the metadata would become too large, or has something else in `tags`
 */
export const tagDocument = (
  { db, app }: AppCall,
  { document_id, tag, isOn }: { document_id: string; tag: string; isOn: boolean },
): Promise<void> =>
  db.transaction().execute(async (tx) => {
    const own = { app_id: app.appId, document_id };
    const row =
      (await tx
        .selectFrom('documents')
        .select(['name', 'media_type', 'metadata'])
        .where(({ and }) => and(own))
        .forUpdate()
        .executeTakeFirst()) ?? fail('document_not_found');
    refuseCurated(row);
    const version = await tx
      .selectFrom('document_versions')
      .select('metadata')
      .where(({ and }) => and(own))
      .executeTakeFirst();
    const changed = (metadata: Record<string, unknown>): string => {
      const { tags: _, ...rest } = metadata;
      const others = tagsOf(metadata, row.name).filter((one) => one !== tag);
      const tags = isOn ? [...others, tag] : others;
      const next = tags.length > 0 ? { ...rest, tags } : rest;
      if (!Metadata.safeParse(next).success)
        fail('invalid_request', `The metadata of ${row.name} would become too large.`);
      return JSON.stringify(next);
    };
    await tx
      .updateTable('documents')
      .set({ metadata: changed(row.metadata), updated_at: sql`now()` })
      .where(({ and }) => and(own))
      .execute();
    // A new version brings its metadata with it.
    if (version)
      await tx
        .updateTable('document_versions')
        .set({ metadata: changed(version.metadata) })
        .where(({ and }) => and(own))
        .execute();
  });
