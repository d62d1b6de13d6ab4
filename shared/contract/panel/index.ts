// What only the panel may do: reached through tRPC by a signed-in admin, never by an API key.
import { admins } from './admins.ts';
import { aggregation } from './aggregation.ts';
import { apps } from './apps.ts';
import { audit } from './audit.ts';
import { encryption } from './encryption.ts';
import { budgets } from './budgets.ts';
import { conversations } from './conversations.ts';
import { costs } from './costs.ts';
import { erasures } from './erasures.ts';
import { jobs } from './jobs.ts';
import { invoices } from './invoices.ts';
import { keys } from './keys.ts';
import { library } from './library.ts';
import { overview } from './overview.ts';
import { playground } from './playground.ts';
import { privacy } from './privacy.ts';
import { system } from './system.ts';
import { plans } from './plans.ts';
import { prices } from './prices.ts';
import { webhooks } from './webhooks.ts';
import { widget } from './widget.ts';
import { workspaces } from './workspaces.ts';

export const panel = {
  ...admins,
  ...apps,
  ...keys,
  ...workspaces,
  ...library,
  ...conversations,
  ...playground,
  ...overview,
  ...jobs,
  ...system,
  ...aggregation,
  ...budgets,
  ...invoices,
  ...plans,
  ...prices,
  ...webhooks,
  ...widget,
  ...costs,
  ...erasures,
  ...audit,
  ...encryption,
  ...privacy,
};

export * from './action.ts';
export * from './apps.ts';
export * from './conversations.ts';
export * from './keys.ts';
export * from './library.ts';
export * from './playground.ts';
export * from './workspaces.ts';
export * from './aggregation.ts';
export * from './budgets.ts';
export * from './invoices.ts';
export * from './plans.ts';
export * from './prices.ts';
export * from './roles.ts';
export * from './overview.ts';
export * from './jobs.ts';
export * from './system.ts';
export * from './webhooks.ts';
export * from './costs.ts';
export type { ListedErasure } from './erasures.ts';
export * from './privacy.ts';
