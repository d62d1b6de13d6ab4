import { sql } from 'kysely';
import type { z } from 'zod';
import type { ModelEndpoint } from '../../../shared/contract/system.panel.ts';
import type { Context } from '../../../shared/context.ts';
import { findShutdowns } from '../../../shared/billing/find-shutdowns.ts';
import { BUILTIN_CHAT, BUILTIN_EMBEDDING } from '../../../shared/models/open-models.ts';
import { withoutSecrets } from './describe-settings.ts';

type Endpoint = z.output<typeof ModelEndpoint>;

/** All models that apps use, and the defaults for new apps. */
export async function listModels({ db, config, models }: Context): Promise<Endpoint[]> {
  const { defaultEmbedding } = models;
  const { rows } = await sql<Omit<Endpoint, 'server' | 'warnings'>>`
    with used as (
      select 'chat' as kind, coalesce(chat_model, ${config.models.chat}) as model, null::integer as dimensions, 1 as apps from apps
      union all select 'embedding', embedding_model, embedding_dimensions, 1 from apps
      union all values
        ('chat', ${config.models.chat}::text, null::integer, 0),
        ('embedding', ${defaultEmbedding.model}::text, ${defaultEmbedding.dimensions}::integer, 0)
    )
    select kind, model, dimensions, sum(apps)::integer as apps, bool_or(apps = 0) as is_default
    from used group by kind, model, dimensions order by kind, is_default desc, model`.execute(db);
  const server = config.models.server ? withoutSecrets(config.models.server.baseUrl) : null;
  const shutdowns = await findShutdowns(
    db,
    rows.map(({ model }) => model),
  );
  const cutOff = await db
    .selectFrom('notices')
    .select(['subject', 'message'])
    .where('kind', '=', 'context')
    .where('dismissed_at', 'is', null)
    .orderBy('created_at', 'desc')
    .execute();
  const warningsOf = (model: string) => {
    const shutdown = shutdowns.get(model);
    const instead = shutdown?.replacement ? ` Use ${shutdown.replacement} instead.` : '';
    const cut = cutOff.find(({ subject }) => subject.slice(0, subject.lastIndexOf(':')) === model);
    return [...(shutdown ? [`Shut down on ${shutdown.date}.${instead}`] : []), ...(cut ? [cut.message] : [])];
  };
  return rows.map((row) => ({
    ...row,
    warnings: warningsOf(row.model),
    server: isBuiltIn(row.model) ? null : (server ?? 'not configured'),
  }));
}

const isBuiltIn = (model: string): boolean => model === BUILTIN_CHAT || model === BUILTIN_EMBEDDING;
