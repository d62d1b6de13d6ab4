import type { TokenUsage } from '../../models/model.ts';
import type { LedgerCall } from './calls.ts';

/** Records the usage reported by the provider. */
type Meter = AsyncDisposable & {
  note(used: TokenUsage, options?: { estimated: boolean }): void;
  /** The server did not take the call: its row is removed. */
  discard(): void;
};

/**
 * Counts a call as made, whatever happens; `await using` ends it. If the provider has reported nothing by then (the
 * call failed, was interrupted, or the provider never does), the estimate counts.
 * @param estimate default: the expected input
 */
export function meterCall(
  call: LedgerCall,
  estimate = async (): Promise<TokenUsage> => ({
    inputTokens: call.expectedTokens,
    cachedInputTokens: 0,
    outputTokens: 0,
  }),
): Meter {
  const entry: { made: boolean; used?: TokenUsage; estimated: boolean; count?: typeof estimate } = call;
  entry.made = true;
  entry.estimated = true;
  entry.count = estimate;
  return {
    note(used, { estimated } = { estimated: false }) {
      entry.used = used;
      entry.estimated = estimated;
    },
    discard() {
      entry.made = false;
    },
    async [Symbol.asyncDispose]() {
      entry.used ??= await estimate();
    },
  };
}
