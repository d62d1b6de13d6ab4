import type { Context } from '../../../shared/context.ts';
import { BUILTIN_EMBEDDING } from '../../../shared/models/open-models.ts';

/** Apps that were made before a model server was configured, and still search with the built-in embedding. */
export async function countBehind({ db, config }: Pick<Context, 'db' | 'config'>): Promise<number> {
  if (config.models.embedding === BUILTIN_EMBEDDING) return 0;
  const { count } = await db
    .selectFrom('apps')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('embedding_model', '=', BUILTIN_EMBEDDING)
    .where('archived_at', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}
