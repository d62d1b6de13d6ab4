import { sql } from 'kysely';
import manifest from '../../../package.json' with { type: 'json' };
import type { Context } from '../../../shared/context.ts';
import { VERSION } from '../../../shared/platform/version.ts';
import { warnOfVector } from './warn-of-vector.ts';

export async function readVersions({ db, connection }: Context) {
  const { rows } = await sql<{ postgres: string; vector: string }>`
    select current_setting('server_version') as postgres,
      (select extversion from pg_extension where extname = 'vector') as vector`.execute(db);
  const { postgres, vector } = rows[0]!;
  const embedded = connection.engine.kind === 'embedded';
  // Dependencies are pinned to exact versions, so the manifest is right.
  const { '@electric-sql/pglite': pglite, 'pg-boss': boss } = manifest.dependencies;
  const warning = warnOfVector(vector);
  return [
    { name: 'Docent', version: VERSION },
    { name: 'Node', version: process.versions.node },
    { name: 'PostgreSQL', version: embedded ? `${postgres} (embedded, PGlite ${pglite})` : postgres },
    { name: 'pgvector', version: vector, ...(warning && { warning }) },
    { name: 'pg-boss', version: boss },
  ];
}
