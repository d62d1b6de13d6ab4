import type { Db } from '../../db/database.ts';
import { knownShutdown, type Shutdown } from '../models/known-shutdowns.ts';

/**
 * When models are shut down, as the model server or our table says; the server counts first.
 * @returns by model; those that nobody shuts down are left out
 */
export async function findShutdowns(db: Db, models: string[]): Promise<Map<string, Shutdown>> {
  const announced = await db
    .selectFrom('model_shutdowns')
    .select(['model', ({ cast, ref }) => cast<string>(ref('shuts_down_on'), 'text').as('date')])
    .execute();
  const dates = new Map(announced.map(({ model, date }) => [model, date]));
  const found = new Map<string, Shutdown>();
  for (const model of new Set(models)) {
    const known = knownShutdown(model);
    const date = dates.get(model) ?? known?.date;
    if (date) found.set(model, { date, replacement: known?.replacement ?? null });
  }
  return found;
}
