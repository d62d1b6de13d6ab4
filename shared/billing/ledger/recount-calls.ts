import type { TokenUsage } from '../../models/model.ts';
import type { LedgerCall } from './calls.ts';

/** Replaces what the provider reported for calls by our own count. */
export async function recountCalls(calls: LedgerCall[]): Promise<void> {
  for (const call of calls) {
    if (!call.made || !call.count) continue;
    const entry: { used?: TokenUsage; estimated: boolean } = call;
    entry.used = await call.count();
    entry.estimated = true;
  }
}
