import type { Metrics } from '../../platform/telemetry/metrics.ts';
import type { LedgerCall } from './calls.ts';

/** Records settled calls in the metrics. @param dollars their cost, as far as prices are known */
export function noteCalls(metrics: Metrics, appId: string, calls: LedgerCall[], dollars: number): void {
  const app = metrics.appLabel(appId);
  for (const { made, used } of calls) {
    if (!made || !used) continue;
    metrics.tokens.inc({ direction: 'input', app }, used.inputTokens);
    metrics.tokens.inc({ direction: 'output', app }, used.outputTokens);
  }
  metrics.cost.inc({ app }, dollars);
}
