import type { Selectable } from 'kysely';
import type { CuratedAnswersTable } from '../../../db/tables/evaluations.ts';
import type { DocumentsTable } from '../../../db/tables/documents.ts';
import { readCurated } from '../../../shared/chat/curated-answer.ts';
import type { CuratedAnswer } from '../../../shared/contract/curated-answers.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { matchesFilters } from '../../../shared/retrieval/matches-filters.ts';
import type { App } from '../../../shared/tenancy/app.ts';
import { filtersOf } from '../../access/keys/filters-of.ts';
import type { AppCall } from '../../call.ts';

type Row = Selectable<CuratedAnswersTable> &
  Pick<Selectable<DocumentsTable>, 'metadata' | 'status' | 'error' | 'bytes'>;

/** The app's curated answers whose documents the caller may see. */
export const seenBy = (call: AppCall) =>
  call.db
    .selectFrom('documents')
    .innerJoin('curated_answers', (join) =>
      join
        .onRef('curated_answers.app_id', '=', 'documents.app_id')
        .onRef('curated_answers.document_id', '=', 'documents.document_id'),
    )
    .where('documents.app_id', '=', call.app.appId)
    .where(matchesFilters(filtersOf(call)));

/** @throws curated_answer_not_found */
export async function findCuratedAnswer(call: AppCall, answerId: string): Promise<Row> {
  const row = await seenBy(call)
    .selectAll('curated_answers')
    .select(['metadata', 'status', 'error', 'bytes'])
    .where('answer_id', '=', answerId)
    .executeTakeFirst();
  return row ?? fail('curated_answer_not_found');
}

/** A curated answer as the contract shows it. */
export const toCuratedAnswer = (app: App, row: Row): CuratedAnswer => ({
  answer_id: row.answer_id,
  document_id: row.document_id,
  ...readCurated(app, row),
  metadata: row.metadata,
  valid_from: row.valid_from?.toISOString() ?? null,
  valid_until: row.valid_until?.toISOString() ?? null,
  enabled: row.enabled,
  state: stateOf(row, new Date()),
  status: row.status,
  error: row.error,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});

function stateOf({ enabled, valid_from, valid_until }: Row, now: Date): CuratedAnswer['state'] {
  if (!enabled) return 'off';
  if (valid_until && valid_until <= now) return 'expired';
  return valid_from && valid_from > now ? 'scheduled' : 'in_use';
}
