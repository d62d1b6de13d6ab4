import type { SearchDocuments } from '../../../shared/contract/search.ts';
import { newCall, type LedgerCall } from '../../../shared/billing/ledger/calls.ts';
import { openCalls } from '../../../shared/billing/ledger/open-calls.ts';
import { settleAlone } from '../../../shared/billing/ledger/settle-alone.ts';
import { retrieve } from '../../../shared/retrieval/retrieve.ts';
import { filtersOf } from '../../access/keys/filters-of.ts';
import { embedQuestion } from './embed-question.ts';
import { keyIdOf, type AppCall } from '../../call.ts';

/** Finds passages for a query, without an answer. @throws quota_exceeded */
export async function searchDocuments(call: AppCall, input: SearchDocuments) {
  const embedding = newCall('embed_question', call.app.embedding.model, input.query);
  const release = call.settlements.hold();
  try {
    const origin = { app: call.app, keyId: keyIdOf(call.actor), processId: call.processId };
    await openCalls(call.db, [embedding], origin, { enforce: true });
    return await find(call, embedding, input);
  } finally {
    release();
  }
}

async function find(call: AppCall, embedding: LedgerCall, { query, top_k, filter }: SearchDocuments) {
  const { app } = call;
  try {
    const { passages } = await retrieve(call, app, query, embedQuestion(call, query, embedding), {
      limit: top_k,
      filters: filtersOf(call, filter),
    });
    return {
      results: passages.map((passage) => ({
        document_id: passage.documentId,
        document_name: passage.documentName,
        chunk_id: passage.chunkId,
        text: passage.text,
        score: passage.score,
        page: passage.page,
        start: passage.start,
        end: passage.end,
        metadata: passage.metadata,
      })),
    };
  } finally {
    await settleAlone(call, app.appId, embedding);
  }
}
