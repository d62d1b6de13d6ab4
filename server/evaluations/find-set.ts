import type { Selectable } from 'kysely';
import type { EvaluationSetsTable } from '../../db/tables/evaluations.ts';
import { fail } from '../../shared/platform/errors.ts';
import type { AppCall } from '../call.ts';

/** The app's evaluation set, or evaluation_set_not_found. */
export async function findSet({ db, app }: AppCall, setId: string): Promise<Selectable<EvaluationSetsTable>> {
  const row = await db
    .selectFrom('evaluation_sets')
    .selectAll()
    .where('app_id', '=', app.appId)
    .where('set_id', '=', setId)
    .executeTakeFirst();
  return row ?? fail('evaluation_set_not_found');
}
