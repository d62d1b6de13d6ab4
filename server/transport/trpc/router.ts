// The tRPC router of the panel. The panel imports this file's types, never its code.
import { account } from './account.ts';
import { audit } from './audit.ts';
import { encryption } from './encryption.ts';
import { apps, workspaces } from './apps.ts';
import { t } from './base.ts';
import { aggregation, budgets, costs, invoices, notices, plans, prices } from './billing.ts';
import { conversations } from './conversations.ts';
import { library } from './documents.ts';
import { members } from './members.ts';
import { receipts } from './erasures.ts';
import { evaluationFiles } from './evaluations.ts';
import { finder } from './finder.ts';
import { jobs } from './jobs.ts';
import { identity, keys, limits } from './keys.ts';
import { operationProcedures } from './operation-procedures.ts';
import { overview } from './overview.ts';
import { playground } from './playground.ts';
import { privacy } from './privacy.ts';
import { session } from './session.ts';
import { system } from './system.ts';
import { team } from './team.ts';
import { webhooks } from './webhooks.ts';
import { widgetEditor } from './widget.ts';

export const router = t.router({
  ...operationProcedures,
  session,
  account,
  team,
  members,
  apps,
  workspaces,
  library,
  conversations,
  evaluationFiles,
  playground,
  prices,
  plans,
  notices,
  budgets,
  invoices,
  aggregation,
  costs,
  keys,
  identity,
  limits,
  overview,
  finder,
  jobs,
  system,
  webhooks,
  widgetEditor,
  receipts,
  audit,
  encryption,
  privacy,
});

export type PanelRouter = typeof router;
export const createCaller = t.createCallerFactory(router);
