import { COST_DAYS, CostGroup } from '../../shared/contract/costs.panel.ts';

/** What an address asks of usage and cost; what it does not say, or says wrongly, is the usual. */
export function costsQueryOf(request: Request, usual: CostGroup) {
  const { searchParams } = new URL(request.url);
  return {
    days: COST_DAYS.find((days) => String(days) === searchParams.get('days')) ?? (30 as const),
    group: CostGroup.options.find((group) => group === searchParams.get('group')) ?? usual,
    app_id: searchParams.get('app') || undefined,
  };
}
