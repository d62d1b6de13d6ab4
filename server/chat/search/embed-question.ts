import type { LedgerCall } from '../../../shared/billing/ledger/calls.ts';
import type { AppCall } from '../../call.ts';

/** Embeds the question with the app's embedding model and records the usage on the ledger call. */
export async function embedQuestion(
  call: AppCall,
  question: string,
  ledger: LedgerCall,
): Promise<Float32Array> {
  ledger.made = true;
  ledger.estimated = true;
  ledger.used = { inputTokens: ledger.expectedTokens, cachedInputTokens: 0, outputTokens: 0 };
  const { vectors, tokens, estimated } = await call.models
    .embedQuestion(call.app.embedding)
    .embed([question], call.signal);
  ledger.used.inputTokens = tokens;
  ledger.estimated = estimated;
  return vectors[0]!;
}
