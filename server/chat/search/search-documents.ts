import type { SearchDocuments } from '../../../shared/contract/search.ts';
import { newCall, type LedgerCall } from '../../../shared/billing/ledger/calls.ts';
import { openCalls } from '../../../shared/billing/ledger/open-calls.ts';
import { settleAlone } from '../../../shared/billing/ledger/settle-alone.ts';
import { retrieve } from '../../../shared/retrieval/retrieve.ts';
import { filtersOf } from '../../access/keys/filters-of.ts';
import { embedQuestion } from '../../../shared/chat/embed-question.ts';
import { keyIdOf, type AppCall } from '../../call.ts';

/** Finds passages for a query, without an answer. @throws quota_exceeded */
export async function searchDocuments(call: AppCall, input: SearchDocuments) {
  const ledger = { embedding: newCall('embed_question', call.app.embedding.model, input.query) };
  const release = call.settlements.hold();
  try {
    await open(call, ledger.embedding);
    return await find(call, ledger, input);
  } finally {
    release();
  }
}

const open = (call: AppCall, embedding: LedgerCall): Promise<void> => {
  const origin = { app: call.app, keyId: keyIdOf(call.actor), processId: call.processId };
  return openCalls(call.db, [embedding], origin, { enforce: true });
};

async function find(
  call: AppCall,
  ledger: { embedding: LedgerCall },
  { query, top_k, filter }: SearchDocuments,
) {
  const { app } = call;
  try {
    const embed = embedQuestion(call, query, ledger, (another) => open(call, another));
    const { passages } = await retrieve(call, app, query, embed, {
      limit: top_k,
      filters: filtersOf(call, filter),
    });
    return {
      results: passages.map((passage) => ({
        document_id: passage.documentId,
        document_name: passage.documentName,
        title: passage.title,
        source_url: passage.sourceUrl,
        headings: passage.headings,
        chunk_id: passage.chunkId,
        text: passage.text,
        score: passage.score,
        page: passage.page,
        ocr: passage.ocr,
        start: passage.start,
        end: passage.end,
        metadata: passage.metadata,
      })),
    };
  } finally {
    await settleAlone(call, app.appId, ledger.embedding);
  }
}
