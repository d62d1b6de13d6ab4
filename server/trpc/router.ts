// The internal router behind the panel: a table of contents. The panel imports this file's types, never its code.
import { panel } from '../../shared/contract/index.ts';
import { signIn, signOut } from '../admins/sign-in.ts';
import { listApps } from '../apps/list-apps.ts';
import { createKey } from '../keys/create-key.ts';
import { listKeys } from '../keys/list-keys.ts';
import { revokeKey } from '../keys/revoke-key.ts';
import { saveWidget } from '../widget/save-widget.ts';
import { coded, signedIn, t, within } from './base.ts';
import { operations } from './operations.ts';

export const router = t.router({
  ...operations,
  session: {
    signIn: t.procedure
      .use(coded)
      .input(panel.signIn.input)
      .mutation(async ({ ctx, input }) => ({ token: await signIn(ctx.service, input) })),
    signOut: t.procedure
      .use(coded)
      .input(panel.signOut.input)
      .mutation(({ ctx, input }) => signOut(ctx.service, input.token)),
    current: t.procedure.use(coded).query(({ ctx }) => ctx.admin),
  },
  apps: { list: signedIn.input(panel.listApps.input).query(({ ctx }) => listApps(ctx.service)) },
  widgetEditor: {
    save: within('mutation')
      .input(panel.saveWidget.input)
      .mutation(({ ctx, input }) => saveWidget(ctx.call, input)),
  },
  keys: {
    list: within('query').query(({ ctx }) => listKeys(ctx.call)),
    create: within('mutation')
      .input(panel.createKey.input)
      .mutation(({ ctx, input }) => createKey(ctx.call, input)),
    revoke: within('mutation')
      .input(panel.revokeKey.input)
      .mutation(({ ctx, input }) => revokeKey(ctx.call, input)),
  },
});

export type PanelRouter = typeof router;
export const createCaller = t.createCallerFactory(router);
