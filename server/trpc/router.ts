// The internal router behind the panel: a table of contents. The panel imports this file's types, never its code.
import { account } from './account.ts';
import { apps, workspaces } from './apps.ts';
import { t } from './base.ts';
import { conversations } from './conversations.ts';
import { library } from './documents.ts';
import { keys } from './keys.ts';
import { operations } from './operations.ts';
import { playground } from './playground.ts';
import { session } from './session.ts';
import { team } from './team.ts';
import { widgetEditor } from './widget.ts';

export const router = t.router({
  ...operations,
  session,
  account,
  team,
  apps,
  workspaces,
  library,
  conversations,
  playground,
  keys,
  widgetEditor,
});

export type PanelRouter = typeof router;
export const createCaller = t.createCallerFactory(router);
