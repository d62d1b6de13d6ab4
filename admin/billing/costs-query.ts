import { COST_DAYS, CostGroup } from '../../shared/contract/costs.panel.ts';

/** Reads the filters of usage and cost from an address; missing or invalid ones get their default. */
export function costsQueryOf(request: Request, usual: CostGroup) {
  const { searchParams } = new URL(request.url);
  return {
    days: COST_DAYS.find((days) => String(days) === searchParams.get('days')) ?? (30 as const),
    group: CostGroup.options.find((group) => group === searchParams.get('group')) ?? usual,
    app_id: searchParams.get('app') || undefined,
  };
}
