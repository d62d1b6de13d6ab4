// The internal router behind the panel: a table of contents. The panel imports this file's types, never its code.
import { panel } from '../../shared/contract/index.ts';
import { listApps } from '../apps/list-apps.ts';
import { createKey } from '../keys/create-key.ts';
import { listKeys } from '../keys/list-keys.ts';
import { revokeKey } from '../keys/revoke-key.ts';
import { account } from './account.ts';
import { allow, t, within } from './base.ts';
import { operations } from './operations.ts';
import { session } from './session.ts';
import { team } from './team.ts';

export const router = t.router({
  ...operations,
  session,
  account,
  team,
  apps: {
    list: allow('viewer')
      .input(panel.listApps.input)
      .query(({ ctx }) => listApps(ctx.service)),
  },
  keys: {
    list: within('viewer').query(({ ctx }) => listKeys(ctx.call)),
    create: within('admin')
      .input(panel.createKey.input)
      .mutation(({ ctx, input }) => createKey(ctx.call, input)),
    revoke: within('admin')
      .input(panel.revokeKey.input)
      .mutation(({ ctx, input }) => revokeKey(ctx.call, input)),
  },
});

export type PanelRouter = typeof router;
export const createCaller = t.createCallerFactory(router);
