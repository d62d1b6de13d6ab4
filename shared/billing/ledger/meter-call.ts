import type { TokenUsage } from '../../models/model.ts';
import type { LedgerCall } from './calls.ts';

/** Notes what the provider says that the call used. */
type Meter = AsyncDisposable & { note(used: TokenUsage, options?: { estimated: boolean }): void };

/**
 * Counts a call as made, whatever becomes of it: `await using` ends it. Where the provider said nothing by then, because
 * the call failed, was broken off, or because it never does, the call used what is estimated.
 * @param estimate default: the input that was expected
 */
export function meterCall(
  call: LedgerCall,
  estimate = async (): Promise<TokenUsage> => ({
    inputTokens: call.expectedTokens,
    cachedInputTokens: 0,
    outputTokens: 0,
  }),
): Meter {
  const entry: { made: boolean; used?: TokenUsage; estimated: boolean } = call;
  entry.made = true;
  entry.estimated = true;
  return {
    note(used, { estimated } = { estimated: false }) {
      entry.used = used;
      entry.estimated = estimated;
    },
    async [Symbol.asyncDispose]() {
      entry.used ??= await estimate();
    },
  };
}
