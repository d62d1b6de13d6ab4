import type { LedgerCall } from '../../../shared/billing/ledger/calls.ts';
import { meterCall } from '../../../shared/billing/ledger/meter-call.ts';
import type { AppCall } from '../../call.ts';

/** Embeds the question with the app's embedding model and records the usage on the ledger call. */
export async function embedQuestion(
  call: AppCall,
  question: string,
  ledger: LedgerCall,
): Promise<Float32Array> {
  await using meter = meterCall(ledger);
  const { vectors, tokens, estimated } = await call.models
    .embedQuestion(call.app.embedding)
    .embed([question], call.signal);
  meter.note({ inputTokens: tokens, cachedInputTokens: 0, outputTokens: 0 }, { estimated });
  return vectors[0]!;
}
