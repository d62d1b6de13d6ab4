// Finds passages for a question with BM25 and vectors in one Postgres, among the app's own live chunks.
import { sql } from 'kysely';
import { anyOfUnseen } from '../../db/any-of.ts';
import type { Context } from '../context.ts';
import type { Filter } from '../contract/filter.ts';
import { CURATED_ANSWER } from '../contract/media-type.ts';
import type { AppVectors } from '../models/model.ts';
import { fuse, relevanceOf, type Candidate, type Fused } from './fuse.ts';
import { onlyInUse } from './is-in-use.ts';
import { K1, inverseDocumentFrequency, termId, toSparsevec } from './lexical.ts';
import { LEG_SIZE, nearestByIndex, nearestExactly, ownRows } from './nearest.ts';
import { questionTerms } from './terms.ts';
import { toVector } from './to-vector.ts';

/** What a search needs from its app. */
export type SearchedApp = {
  appId: string;
  languages: string[];
  embedding: AppVectors;
  /** What counts as found; undefined: 1. */
  leastRelevance?: number | undefined;
  /** Those that are not in use are left out. */
  hasCuratedAnswers: boolean;
};

export type Passage = {
  chunkId: string;
  documentId: string;
  documentName: string;
  title: string | null;
  sourceUrl: string | null;
  /** ISO 639-1 code, or 'und'. */
  language: string;
  text: string;
  headings: string[];
  /** Of the table that the text goes on with; null if it begins with it, or is none. */
  tableHeader: string | null;
  page: number | null;
  /** It was recognised by OCR. */
  ocr: boolean;
  /** It is an answer that a person wrote. */
  curated: boolean;
  start: number;
  end: number;
  metadata: Record<string, unknown>;
  /** 0 to 1, comparable between questions. */
  score: number;
};

/** What was searched and what the index returned, for the panel's playground. */
export type Retrieval = {
  passages: Passage[];
  /** 1 is what usually counts as found. */
  relevance: number;
  relevant: boolean;
  words: WeighedWord[];
  candidates: Fused[];
};
type WeighedWord = { word: string; idf: number; terms: { id: number; chunks: number }[] };

/** Maximum number of postings to score: the rarest words are taken first until it is used up. */
const POSTINGS_BUDGET = 500;
/** Weight of a word that only a question before has. */
const CONTEXT_SHARE = 0.5;

/**
 * Finds the best passages.
 * @param embed embeds the question; term statistics are read meanwhile. It is asked again if the app got another
 *   embedding model meanwhile, because vectors of two models cannot be compared
 * @param options.context questions before, whose words count less; options.filters: only documents that match all of these
 * @returns at most `limit` passages, best first; fewer if less matches
 */
export async function retrieve(
  ctx: Context,
  app: SearchedApp,
  question: string,
  embed: (vectors: AppVectors) => Promise<Float32Array>,
  { context = '', limit, filters }: { context?: string | undefined; limit: number; filters: Filter[] },
): Promise<Retrieval> {
  const [first, words, inUse] = await Promise.all([
    embed(app.embedding),
    weighWords(ctx, app, question, context),
    onlyInUse(ctx, app),
  ]);
  let vector = first;
  let vectors = app.embedding;
  const weights = new Map<number, number>();
  for (const { idf, terms } of words)
    for (const { id } of terms) weights.set(id, Math.max(idf, weights.get(id) ?? 0));
  const ids = [...weights.keys()].sort((a, b) => a - b);
  const asked = {
    lexical: toSparsevec(
      ids,
      ids.map((id) => weights.get(id)!),
    ),
    rarest: rarestTerms(words),
    filters: [...filters, ...inUse],
  };
  const attainable = words.reduce((sum, { idf }) => sum + idf * (K1 + 1), 0);
  const look = async () => {
    let found = await search(ctx, app, { ...asked, vector: toVector(ctx.connection, vector), vectors });
    while (!found.current && !app.embedding.pinned) {
      const next = await readVectors(ctx, app.appId);
      if (!next) break;
      vector = await embed(next);
      vectors = next;
      found = await search(ctx, app, { ...asked, vector: toVector(ctx.connection, vector), vectors });
    }
    if (found.missed)
      found = await search(ctx, app, {
        ...asked,
        vector: toVector(ctx.connection, vector),
        vectors: { ...vectors, indexed: false },
      });
    const candidates = fuse(found.candidates, attainable);
    const best = candidates.slice(0, limit);
    return { candidates, passages: await readPassages(ctx, app, best), sought: best.length };
  };
  let found = await look();
  // A document got its new version between the two statements: what was found is no longer there.
  if (found.passages.length < found.sought) found = await look();
  const { candidates, passages } = found;
  const relevance = relevanceOf(candidates, words.length);
  return { passages, relevance, relevant: relevance >= (app.leastRelevance ?? 1), words, candidates };
}

/** The question's words with their inverse document frequencies. Words that occur nowhere weigh the most. */
async function weighWords(
  ctx: Context,
  app: SearchedApp,
  question: string,
  context: string,
): Promise<WeighedWord[]> {
  const asked = questionTerms(question, app.languages);
  const before = questionTerms(context, app.languages).filter(
    ({ word }) => !asked.some((one) => one.word === word),
  );
  const words = [...asked, ...before].map(({ word, variants }, place) => ({
    word,
    share: place < asked.length ? 1 : CONTEXT_SHARE,
    ids: variants.map((variant) => termId(app.appId, variant)),
  }));
  const wanted = [0, ...words.flatMap(({ ids }) => ids)];
  const rows = await ctx.db
    .selectFrom('term_statistics')
    .select(['term_id', 'chunks'])
    .where('app_id', '=', app.appId)
    .where('term_id', '=', anyOfUnseen(wanted, 'integer'))
    .execute();
  const counts = new Map(rows.map((row) => [row.term_id, row.chunks]));
  const total = counts.get(0) ?? 0;
  return words.map(({ word, share, ids }) => {
    const terms = ids.flatMap((id) => (counts.has(id) ? [{ id, chunks: counts.get(id)! }] : []));
    const containing = Math.min(
      total,
      terms.reduce((sum, term) => sum + term.chunks, 0),
    );
    return { word, idf: share * inverseDocumentFrequency(total, containing), terms };
  });
}

/** The terms whose chunks are scored: rarest first, within the budget, at least one. */
function rarestTerms(words: WeighedWord[]): number[] {
  const terms = words.flatMap((word) => word.terms).sort((a, b) => a.chunks - b.chunks);
  let postings = 0;
  return terms
    .filter(({ chunks }, index) => (postings += chunks) <= POSTINGS_BUDGET || index === 0)
    .map(({ id }) => id);
}

/** The app's vectors as they are now; undefined if it was deleted. */
const readVectors = (ctx: Context, appId: string): Promise<AppVectors | undefined> =>
  ctx.db
    .selectFrom('apps')
    .select([
      'embedding_model as model',
      'embedding_dimensions as dimensions',
      'embedding_query_prefix as queryPrefix',
      'embedding_document_prefix as documentPrefix',
      'embedding_generation as generation',
    ])
    .select([sql<boolean>`embedding_generation = any(indexed_generations)`.as('indexed')])
    .where('app_id', '=', appId)
    .executeTakeFirst();

type Question = {
  vector: Buffer | string;
  /** What `vector` can be compared with. */
  vectors: AppVectors;
  lexical: string;
  rarest: number[];
  filters: Filter[];
};

/**
 * Both searches in one statement; every candidate has both scores.
 * @returns current: whether the vectors are still those of the app, by the same snapshot; missed: the HNSW index did not
 *   find enough, so an exact search is needed
 */
async function search(
  ctx: Context,
  app: SearchedApp,
  { vector, vectors, lexical, rarest, filters }: Question,
): Promise<{ current: boolean; missed: boolean; candidates: Candidate[] }> {
  const { appId } = app;
  const { generation } = vectors;
  const bySteps = ctx.connection.engine.kind === 'embedded';
  const nearest = (vectors.indexed ? nearestByIndex : nearestExactly)({ appId, vectors, filters, bySteps });
  const { rows } = await sql<Found>`
    with question as (
      -- Once each, where pgvector's own operators for Kysely would send them at every use: they are long, and reading
      -- them costs the database as much as comparing them.
      select ${lexical}::sparsevec as lexical, ${vector}::embedding as vector
    ), lexical as (
      select chunk_id, lexical <#> (select lexical from question) as distance
      from ${withWords(ctx, appId, rarest)} where ${ownRows(appId, filters, bySteps)}
      order by distance limit ${sql.lit(LEG_SIZE)}
    ), ${nearest}
    select vectors.current, (select missed from sought) as missed, chunk_id as id,
      -coalesce(lexical.distance, (
        select entry.lexical <#> (select lexical from question) from lexical_index entry
        where entry.app_id = ${appId} and entry.chunk_id = nearest.chunk_id)) as lexical,
      1 - coalesce(nearest.distance, (
        select entry.embedding <=> (select vector from question) from vector_index entry
        where entry.app_id = ${appId} and entry.generation = ${generation}
          and entry.chunk_id = lexical.chunk_id)) as cosine
    from (select embedding_generation = ${generation} as current from apps where app_id = ${appId}) vectors
    left join (lexical full join nearest using (chunk_id)) on true`.execute(ctx.db);
  const candidates = rows.flatMap(({ id, lexical, cosine }) =>
    id === null ? [] : [{ id, lexical, cosine }],
  );
  return { current: rows[0]?.current ?? false, missed: rows[0]?.missed ?? false, candidates };
}

/**
 * The chunks with any of the words. Under row-level security their index is not used, so a function of the owner reads it;
 * Citus calls no function on the machine of the rows that reads tables itself.
 */
const withWords = ({ connection: { engine } }: Context, appId: string, rarest: number[]) =>
  engine.kind === 'postgres' && engine.distributed
    ? sql`(select * from lexical_index where app_id = ${appId} and terms && ${rarest}::integer[]) words`
    : sql`chunks_with(${appId}, ${rarest}::integer[])`;

/** id: null in the only row of a search without candidates. */
type Found = Omit<Candidate, 'id'> & { id: string | null; current: boolean; missed: boolean };

async function readPassages(ctx: Context, app: SearchedApp, best: Fused[]): Promise<Passage[]> {
  if (best.length === 0) return [];
  const { rows } = await sql<Omit<Passage, 'score'>>`
    select c.chunk_id as "chunkId", c.document_id as "documentId", d.name as "documentName", d.title, d.source_url as "sourceUrl", coalesce(d.language, 'und') as language, c.text,
      case when d.media_type = ${CURATED_ANSWER} then array_remove(c.headings[1:1], d.name) else c.headings end as headings,
      d.media_type = ${CURATED_ANSWER} as curated, c.table_header as "tableHeader", c.page, c.ocr,
      c.span_start as "start", c.span_end as "end", d.metadata
    from chunks c cross join lateral (
      -- One by one, by its key: while statistics lag behind uploads, the planner would begin with all documents of the app.
      select * from documents where app_id = ${app.appId} and document_id = c.document_id offset 0
    ) d
    where c.app_id = ${app.appId} and c.chunk_id = ${anyOfUnseen(
      best.map(({ id }) => id),
      'text',
    )} and not d.publishing`.execute(ctx.db);
  const byId = new Map(rows.map((row) => [row.chunkId, row]));
  return best.flatMap(({ id, score }) => (byId.has(id) ? [{ ...byId.get(id)!, score }] : []));
}
