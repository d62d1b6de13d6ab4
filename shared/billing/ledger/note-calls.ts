import type { Metrics } from '../../platform/telemetry/metrics.ts';
import type { LedgerCall } from './calls.ts';

/** Records settled calls in the metrics. @param dollars their cost, as far as prices are known */
export function noteCalls(metrics: Metrics, appId: string, calls: LedgerCall[], dollars: number): void {
  const app = metrics.appLabel(appId);
  for (const { made, used } of calls) {
    if (!made || !used) continue;
    metrics.tokens.inc({ direction: 'input', app }, amountOf(used.inputTokens));
    metrics.tokens.inc({ direction: 'output', app }, amountOf(used.outputTokens));
  }
  metrics.cost.inc({ app }, amountOf(dollars));
}

/** A counter throws for an amount below 0 or without end. A metric must not fail what is done. */
const amountOf = (value: number) => (Number.isFinite(value) && value > 0 ? value : 0);
