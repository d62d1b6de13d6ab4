// What only the panel may do: reached through tRPC by a signed-in admin, never by an API key.
import { admins } from './admins.panel.ts';
import { aggregation } from './aggregation.panel.ts';
import { apps } from './apps.panel.ts';
import { audit } from './audit.panel.ts';
import { encryption } from './encryption.panel.ts';
import { billingParties } from './billing-parties.panel.ts';
import { budgets } from './budgets.panel.ts';
import { conversations } from './conversations.panel.ts';
import { costs } from './costs.panel.ts';
import { erasures } from './erasures.panel.ts';
import { evaluationFiles } from './evaluations.panel.ts';
import { finder } from './finder.panel.ts';
import { members } from './members.panel.ts';
import { jobs } from './jobs.panel.ts';
import { invoices } from './invoices.panel.ts';
import { keys } from './keys.panel.ts';
import { library } from './library.panel.ts';
import { overview } from './overview.panel.ts';
import { playground } from './playground.panel.ts';
import { privacy } from './privacy.panel.ts';
import { system } from './system.panel.ts';
import { plans } from './plans.panel.ts';
import { prices } from './prices.panel.ts';
import { webhooks } from './webhooks.panel.ts';
import { widget } from './widget.panel.ts';
import { workspaces } from './workspaces.panel.ts';

export const panel = {
  ...admins,
  ...members,
  ...apps,
  ...keys,
  ...workspaces,
  ...library,
  ...conversations,
  ...playground,
  ...overview,
  ...finder,
  ...jobs,
  ...system,
  ...aggregation,
  ...billingParties,
  ...budgets,
  ...invoices,
  ...plans,
  ...prices,
  ...webhooks,
  ...widget,
  ...costs,
  ...erasures,
  ...evaluationFiles,
  ...audit,
  ...encryption,
  ...privacy,
};

export * from './action.panel.ts';
export * from './apps.panel.ts';
export * from './conversations.panel.ts';
export * from './keys.panel.ts';
export * from './library.panel.ts';
export * from './playground.panel.ts';
export * from './workspaces.panel.ts';
export * from './aggregation.panel.ts';
export * from './budgets.panel.ts';
export * from './billing-parties.panel.ts';
export * from './invoices.panel.ts';
export * from './plans.panel.ts';
export * from './prices.panel.ts';
export * from './roles.panel.ts';
export * from './overview.panel.ts';
export * from './jobs.panel.ts';
export * from './system.panel.ts';
export * from './webhooks.panel.ts';
export * from './costs.panel.ts';
export * from './privacy.panel.ts';
