import type { LedgerCall } from '../../../shared/billing/ledger/calls.ts';
import { meterCall } from '../../../shared/billing/ledger/meter-call.ts';
import { NO_TOKENS } from '../../../shared/models/model.ts';
import { ModelError } from '../../../shared/models/model-error.ts';
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
    .embed([question], call.signal)
    .catch((error) => {
      if (error instanceof ModelError && error.unused) meter.note(NO_TOKENS);
      throw error;
    });
  meter.note({ inputTokens: tokens, cachedInputTokens: 0, outputTokens: 0 }, { estimated });
  return vectors[0]!;
}
