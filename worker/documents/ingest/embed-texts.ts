import type { LedgerCall } from '../../../shared/billing/ledger/calls.ts';
import { meterCall } from '../../../shared/billing/ledger/meter-call.ts';
import type { Embedded, EmbeddingChoice } from '../../../shared/models/model.ts';
import { ModelError } from '../../../shared/models/model-error.ts';
import { BUILTIN_EMBEDDING } from '../../../shared/models/open-models.ts';
import type { Worker } from '../../worker.ts';

const TIMEOUT_MS = 300_000;

/**
 * Embeds texts of chunks and records the usage on the ledger call. The built-in model runs in the child process;
 * others are called over the network.
 * @param tokens of all texts, for the built-in model
 */
export async function embedTexts(
  worker: Worker,
  choice: EmbeddingChoice,
  call: LedgerCall,
  { texts, tokens }: { texts: string[]; tokens: number },
  signal: AbortSignal,
): Promise<Embedded> {
  await using meter = meterCall(call);
  try {
    const embedded: Embedded =
      choice.model === BUILTIN_EMBEDDING
        ? {
            vectors: await worker.compute.run(
              'embedTexts',
              { texts: texts.map((text) => choice.documentPrefix + text) },
              { signal, timeoutMs: TIMEOUT_MS },
            ),
            tokens,
            estimated: false,
            inParts: [],
          }
        : await worker.models.embedBatch(choice).embed(texts, signal);
    meter.note(
      { inputTokens: embedded.tokens, cachedInputTokens: 0, outputTokens: 0 },
      { estimated: embedded.estimated },
    );
    return embedded;
  } catch (error) {
    // A server that is away for hours is asked hundreds of times, and that is no usage.
    if (error instanceof ModelError && error.unused) meter.discard();
    throw error;
  }
}
