// The vector search of an app as a part of a statement, exact or over its HNSW index. `question` is a common table
// expression with the vector.
import { sql, type RawBuilder } from 'kysely';
import type { Filter } from '../contract/filter.ts';
import type { AppVectors } from '../models/model.ts';
import { matchesFilters } from './matches-filters.ts';

/** Maximum number of chunks from each search. */
export const LEG_SIZE = 30;
/** Documents with together so few chunks are compared one by one: a filter that strict leaves an index little to find. */
const FEW_CHUNKS = 10_000;

type Searched = {
  appId: string;
  vectors: Pick<AppVectors, 'generation' | 'dimensions'>;
  filters: Filter[];
  bySteps: boolean;
};

/**
 * The condition that a row belongs to the app, and to a document that matches the filters.
 * @param bySteps chunks are published by steps, so documents that are not complete must be left out
 */
export function ownRows(appId: string, filters: Filter[], bySteps: boolean): RawBuilder<boolean> {
  if (filters.length > 0)
    return sql`app_id = ${appId} and document_id in (
      select document_id from documents where app_id = ${appId} and not publishing and ${matchesFilters(filters)})`;
  if (!bySteps) return sql`app_id = ${appId}`;
  return sql`app_id = ${appId} and document_id not in (
    select document_id from documents where app_id = ${appId} and publishing)`;
}

/** Compares all of the app's vectors. */
export const nearestExactly = ({ appId, vectors, filters, bySteps }: Searched): RawBuilder<unknown> => sql`
  nearest as (
    select chunk_id, embedding <=> (select vector from question) as distance from vector_index
    where ${ownRows(appId, filters, bySteps)} and generation = ${vectors.generation}
    order by distance limit ${sql.lit(LEG_SIZE)}
  ), sought as (select false as missed)`;

/**
 * Asks the HNSW index, and compares the vectors that are not in it yet. Under a filter that keeps few chunks it compares
 * these alone. `sought.missed` is true if the index gave less than was asked for: then only an exact search is sure.
 */
export function nearestByIndex({ appId, vectors, filters }: Searched): RawBuilder<unknown> {
  const type = sql.raw(`halfvec(${Math.trunc(vectors.dimensions)})`);
  // Literals, because the planner must see that these are the rows of the partial index. See the job `index-vectors`.
  const inIndex = sql`app_id = ${sql.lit(appId)} and generation = ${sql.lit(vectors.generation)} and indexed`;
  const fresh = sql`app_id = ${appId} and generation = ${vectors.generation} and not indexed`;
  const distance = sql`embedding <=> (select vector from question) as distance`;
  const byIndex = sql`embedding::${type} <=> (select vector from question)::${type}`;
  const closest = sql`order by distance limit ${sql.lit(LEG_SIZE)}`;
  if (filters.length === 0)
    return sql`
      nearest as (
        select chunk_id, distance from (
          (select chunk_id, ${byIndex} as distance from vector_index where ${inIndex}
            order by ${byIndex} limit ${sql.lit(LEG_SIZE)})
          union all
          (select chunk_id, ${distance} from vector_index where ${fresh} ${closest})
        ) found ${closest}
      ), sought as (select (select count(*) from nearest) < ${sql.lit(LEG_SIZE)} as missed)`;
  return sql`
    matching as materialized (
      select document_id, chunk_count from documents where app_id = ${appId} and ${matchesFilters(filters)}
    ), size as materialized (
      select coalesce(sum(chunk_count), 0) <= ${sql.lit(FEW_CHUNKS)} as few from matching
    ), nearest as (
      select chunk_id, distance from (
        (select chunk_id, ${byIndex} as distance from vector_index entry
          where ${inIndex} and not (select few from size) and coalesce((
            select ${matchesFilters(filters)} from documents
            where documents.app_id = ${appId} and documents.document_id = entry.document_id), false)
          order by ${byIndex} limit ${sql.lit(LEG_SIZE)})
        union all
        (select entry.chunk_id, entry.distance from matching cross join lateral (
            select chunk_id, ${distance} from vector_index entry
            where app_id = ${appId} and entry.document_id = matching.document_id
              and generation = ${vectors.generation} and indexed offset 0) entry
          where (select few from size) ${closest})
        union all
        (select chunk_id, ${distance} from vector_index
          where ${fresh} and document_id in (select document_id from matching) ${closest})
      ) found ${closest}
    ), sought as (
      select not (select few from size) and (select count(*) from nearest) < ${sql.lit(LEG_SIZE)} as missed
    )`;
}
