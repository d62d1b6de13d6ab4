import { newCall, type LedgerCall } from '../../../shared/billing/ledger/calls.ts';
import { openCalls } from '../../../shared/billing/ledger/open-calls.ts';
import { settleAlone } from '../../../shared/billing/ledger/settle-alone.ts';
import type { App } from '../../../shared/tenancy/app.ts';
import type { Worker } from '../../worker.ts';
import { searchedText } from '../searched-text.ts';
import { embedTexts } from './embed-texts.ts';

/** Chunks that are embedded before any of them is written: a few requests of EMBEDDING_BATCH_SIZE, sent at once. */
export const BATCH_SIZE = 512;

type Piece = Parameters<typeof searchedText>[0] & { tokens: number };

/** `call`: made but not settled, if there was anything to embed. `inParts`: indexes of pieces. */
export type EmbeddedPieces = { call: LedgerCall; vectors: Float32Array[]; inParts: number[] };

/**
 * Embeds chunks by one call of the ledger, which is in the ledger before it is made. The caller settles it, and holds the
 * settlements of its process meanwhile.
 * @param documentId that the pieces belong to; undefined: several
 */
export async function embedPieces(
  worker: Worker,
  app: App,
  documentId: string | undefined,
  pieces: Piece[],
  signal: AbortSignal,
): Promise<EmbeddedPieces> {
  const texts = pieces.map(searchedText);
  const call = newCall('embed_chunks', app.embedding.model, texts.join(''));
  if (pieces.length === 0) return { call, vectors: [], inParts: [] };
  // An accepted upload is completed even beyond a budget; the next upload is refused.
  const origin = { app, ...(documentId !== undefined && { documentId }), processId: worker.processId };
  await openCalls(worker.db, [call], origin, { enforce: false });
  try {
    const tokens = pieces.reduce((sum, piece) => sum + piece.tokens, 0);
    const { vectors, inParts } = await embedTexts(worker, app.embedding, call, { texts, tokens }, signal);
    return { call, vectors, inParts };
  } catch (error) {
    await settleAlone(worker, app.appId, call);
    throw error;
  }
}
