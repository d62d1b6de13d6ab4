import { newCall, type LedgerCall } from '../billing/ledger/calls.ts';
import { meterCall } from '../billing/ledger/meter-call.ts';
import { settleAlone } from '../billing/ledger/settle-alone.ts';
import { NO_TOKENS, type AppVectors } from '../models/model.ts';
import { ModelError } from '../models/model-error.ts';
import type { AnswerCall } from './draft.ts';

/** The ledger's call, open for the app's model; a further one takes its place if the model is another one. */
type Ledger = { embedding: LedgerCall };

/**
 * What embeds the question for a search, and records the usage on the ledger call.
 * @param openAnother opens the ledger call for the new model, where the app got one during the search
 */
export function embedQuestion(
  call: AnswerCall,
  question: string,
  ledger: Ledger,
  openAnother: (another: LedgerCall) => Promise<void>,
): (vectors: AppVectors) => Promise<Float32Array> {
  return async (vectors) => {
    if (ledger.embedding.made) {
      const first = ledger.embedding;
      const another = newCall('embed_question', vectors.model, question);
      await openAnother(another);
      ledger.embedding = another;
      await settleAlone(call, call.app.appId, first);
    }
    return embed(call, vectors, question, ledger.embedding);
  };
}

async function embed(
  call: AnswerCall,
  vectors: AppVectors,
  question: string,
  ledger: LedgerCall,
): Promise<Float32Array> {
  await using meter = meterCall(ledger);
  const {
    vectors: found,
    tokens,
    estimated,
  } = await call.models
    .embedQuestion(vectors)
    .embed([question], call.signal)
    .catch((error) => {
      if (error instanceof ModelError && error.unused) meter.note(NO_TOKENS);
      throw error;
    });
  meter.note({ inputTokens: tokens, cachedInputTokens: 0, outputTokens: 0 }, { estimated });
  return found[0]!;
}
