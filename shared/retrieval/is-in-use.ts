// Whether a curated answer is used now. Those that are not are left out by a filter, so that any way to search holds.
import { sql } from 'kysely';
import type { Context } from '../context.ts';
import type { Filter } from '../contract/filter.ts';

/** Of a row of curated_answers. */
export const isInUse = sql<boolean>`(curated_answers.enabled and coalesce(curated_answers.valid_from <= now(), true)
  and coalesce(curated_answers.valid_until > now(), true))`;

/** The filter that leaves out curated answers that are not in use; none if all are. */
export async function onlyInUse(
  { db }: Pick<Context, 'db'>,
  { appId, hasCuratedAnswers }: { appId: string; hasCuratedAnswers: boolean },
): Promise<Filter[]> {
  if (!hasCuratedAnswers) return [];
  const rows = await db
    .selectFrom('curated_answers')
    .select('document_id')
    .where('app_id', '=', appId)
    .where(sql<boolean>`not ${isInUse}`)
    .execute();
  return rows.length === 0 ? [] : [{ not: { document_ids: rows.map(({ document_id }) => document_id) } }];
}
