import { sql } from 'kysely';
import { newCall } from '../../../shared/billing/ledger/calls.ts';
import { noteCalls } from '../../../shared/billing/ledger/note-calls.ts';
import { openCalls } from '../../../shared/billing/ledger/open-calls.ts';
import { settleAlone } from '../../../shared/billing/ledger/settle-alone.ts';
import type { Embedded } from '../../../shared/models/model.ts';
import { toVectors } from '../../../shared/retrieval/to-vector.ts';
import type { App } from '../../../shared/tenancy/app.ts';
import { embedTexts } from '../ingest/embed-texts.ts';
import { searchedText } from '../searched-text.ts';
import type { Worker } from '../../worker.ts';
import { lockSwitch, type Claim } from './claim-switch.ts';
import { settleSpent, withSpent } from './settle-spent.ts';

/** Texts per model call. Each batch is one transaction, so a killed run continues where it stopped. */
const BATCH_SIZE = 128;

type Piece = {
  chunk_id: string;
  document_id: string;
  ordinal: number;
  text: string;
  headings: string[];
  tableHeader: string | null;
  tokens: number;
};

/** Where a run is: chunks up to here have a vector, but for those that were published behind it. */
export type Cursor = { documentId: string; ordinal: number };
export const START: Readonly<Cursor> = { documentId: '', ordinal: -1 };

/**
 * Embeds the next chunks that have no vector of the switch.
 * @param cursor moved forward, and back to the start where nothing follows
 * @returns `none` if every chunk has one; `overtaken` if the switch was cancelled or another run has claimed it
 * @throws quota_exceeded, and as the model
 */
export async function embedMissing(
  worker: Worker,
  app: App,
  claim: Claim,
  cursor: Cursor,
  signal: AbortSignal,
): Promise<'more' | 'none' | 'overtaken'> {
  let pieces = await nextPieces(worker, claim, cursor);
  if (pieces.length === 0 && cursor.documentId !== '') {
    Object.assign(cursor, START);
    pieces = await nextPieces(worker, claim, cursor);
  }
  const last = pieces.at(-1);
  if (!last) return 'none';
  Object.assign(cursor, { documentId: last.document_id, ordinal: last.ordinal });
  // The call is in this process's hands until it is settled.
  const release = worker.settlements.hold();
  try {
    return (await embedBatch(worker, app, claim, pieces, signal)) ? 'more' : 'overtaken';
  } finally {
    release();
  }
}

async function nextPieces({ db }: Worker, { appId, vectors }: Claim, after: Cursor): Promise<Piece[]> {
  const { rows } = await sql<Piece>`
    select chunk_id, document_id, ordinal, text, headings, table_header as "tableHeader", tokens from chunks
    where app_id = ${appId} and (document_id, ordinal) > (${after.documentId}, ${after.ordinal}::integer)
      and not exists (
        select from vector_index entry where entry.app_id = ${appId} and entry.generation = ${vectors.generation}
          and entry.chunk_id = chunks.chunk_id)
    order by document_id, ordinal limit ${sql.lit(BATCH_SIZE)}`.execute(db);
  return rows;
}

async function embedBatch(
  worker: Worker,
  app: App,
  claim: Claim,
  pieces: Piece[],
  signal: AbortSignal,
): Promise<boolean> {
  const { appId } = claim;
  const texts = pieces.map(searchedText);
  const call = newCall('embed_chunks', claim.vectors.model, texts.join(''));
  // Unlike an accepted upload, a switch does not go beyond a budget.
  await openCalls(worker.db, [call], { app, processId: worker.processId }, { enforce: true });
  let embedded: Embedded;
  try {
    const tokens = pieces.reduce((sum, piece) => sum + piece.tokens, 0);
    embedded = await embedTexts(worker, claim.vectors, call, { texts, tokens }, signal);
  } catch (error) {
    await settleAlone(worker, appId, call);
    throw error;
  }
  try {
    const { kept, dollars } = await keep(worker, claim, pieces, embedded, call);
    noteCalls(worker.metrics, appId, [call], dollars);
    return kept;
  } catch (error) {
    // The rollback included the settlement, but the call was made.
    await settleAlone(worker, appId, call);
    throw error;
  }
}

/** Keeps the vectors of chunks that are still there. Locks in the order of all: documents, then the switch. */
async function keep(
  worker: Worker,
  claim: Claim,
  pieces: Piece[],
  { vectors, inParts }: Embedded,
  call: ReturnType<typeof newCall>,
) {
  const given = await toVectors(worker.connection, vectors);
  return worker.db.transaction().execute(async (tx) => {
    const { appId, switchId } = claim;
    const { generation } = claim.vectors;
    const spent = await settleSpent(tx, appId, call);
    // A document that is deleted or replaced meanwhile waits, or has taken its chunks away.
    await tx
      .selectFrom('documents')
      .select('document_id')
      .where('app_id', '=', appId)
      .where('document_id', 'in', [...new Set(pieces.map((piece) => piece.document_id))])
      .orderBy('document_id')
      .forNoKeyUpdate()
      .execute();
    if (!(await lockSwitch(tx, claim))) return { kept: false, dollars: spent.dollars };
    const { numAffectedRows } = await sql`
      insert into vector_index (app_id, generation, chunk_id, document_id, embedding, in_parts)
      select chunks.app_id, ${generation}, chunks.chunk_id, chunks.document_id, given.embedding::embedding,
        given.chunk_id = any(${inParts.map((place) => pieces[place]!.chunk_id)}::text[])
      from chunks join unnest(${pieces.map((piece) => piece.chunk_id)}::text[], ${given}) as given (chunk_id, embedding)
        on chunks.chunk_id = given.chunk_id
      where chunks.app_id = ${appId}
      on conflict do nothing`.execute(tx);
    if (inParts.length > 0)
      await tx
        .updateTable('documents')
        .set({ next_in_parts: true })
        .where('app_id', '=', appId)
        .where('document_id', 'in', [...new Set(inParts.map((place) => pieces[place]!.document_id))])
        .execute();
    await tx
      .updateTable('embedding_switches')
      .set({
        embedded_count: sql`embedded_count + ${Number(numAffectedRows ?? 0)}`,
        waiting_for: null,
        updated_at: sql`now()`,
        ...withSpent(spent),
      })
      .where('app_id', '=', appId)
      .where('switch_id', '=', switchId)
      .execute();
    return { kept: true, dollars: spent.dollars };
  });
}
