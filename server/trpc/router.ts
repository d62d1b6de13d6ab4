// The internal router behind the panel: a table of contents. The panel imports this file's types, never its code.
import { panel } from '../../shared/contract/index.ts';
import { signIn, signOut } from '../admins/sign-in.ts';
import { createKey } from '../keys/create-key.ts';
import { limitKey } from '../keys/limit-key.ts';
import { listKeys } from '../keys/list-keys.ts';
import { revokeKey } from '../keys/revoke-key.ts';
import { rotateKey } from '../keys/rotate-key.ts';
import { limitApp } from '../limits/limit-app.ts';
import { apps, workspaces } from './apps.ts';
import { open, t, within } from './base.ts';
import { conversations } from './conversations.ts';
import { library } from './documents.ts';
import { operations } from './operations.ts';
import { playground } from './playground.ts';

export const router = t.router({
  ...operations,
  session: {
    signIn: open
      .input(panel.signIn.input)
      .mutation(async ({ ctx, input }) => ({ token: await signIn(ctx.service, input) })),
    signOut: open.input(panel.signOut.input).mutation(({ ctx, input }) => signOut(ctx.service, input.token)),
    current: open.query(({ ctx }) => ctx.admin),
  },
  apps,
  workspaces,
  library,
  conversations,
  playground,
  keys: {
    list: within('viewer').query(({ ctx }) => listKeys(ctx.call)),
    create: within('admin')
      .input(panel.createKey.input)
      .mutation(({ ctx, input }) => createKey(ctx.call, input)),
    rotate: within('admin')
      .input(panel.rotateKey.input)
      .mutation(({ ctx, input }) => rotateKey(ctx.call, input)),
    limit: within('admin')
      .input(panel.updateKeyLimits.input)
      .mutation(({ ctx, input }) => limitKey(ctx.call, input)),
    revoke: within('admin')
      .input(panel.revokeKey.input)
      .mutation(({ ctx, input }) => revokeKey(ctx.call, input)),
  },
  limits: {
    get: within('viewer').query(({ ctx }) => ({ limits: ctx.call.app.limits })),
    set: within('admin')
      .input(panel.updateAppLimits.input)
      .mutation(({ ctx, input }) => limitApp(ctx.call, input)),
  },
});

export type PanelRouter = typeof router;
export const createCaller = t.createCallerFactory(router);
