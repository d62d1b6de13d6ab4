// Apps and workspaces.
import { panel } from '../../../shared/contract/index.ts';
import { archiveApp } from '../../tenancy/apps/archive-app.ts';
import { createApp } from '../../tenancy/apps/create-app.ts';
import { eraseApp } from '../../privacy/erasures/erase-app.ts';
import { getApp } from '../../tenancy/apps/get-app.ts';
import { listApps } from '../../tenancy/apps/list-apps.ts';
import { nameApps } from '../../tenancy/apps/name-apps.ts';
import { restoreSettings } from '../../tenancy/apps/restore-settings.ts';
import { updateApp } from '../../tenancy/apps/update-app.ts';
import { archiveWorkspace } from '../../tenancy/workspaces/archive-workspace.ts';
import { eraseWorkspace } from '../../privacy/erasures/erase-workspace.ts';
import { createWorkspace } from '../../tenancy/workspaces/create-workspace.ts';
import { getWorkspace } from '../../tenancy/workspaces/get-workspace.ts';
import { listWorkspaces } from '../../tenancy/workspaces/list-workspaces.ts';
import { updateWorkspace } from '../../tenancy/workspaces/update-workspace.ts';
import { allow, inWorkspace, seen, within } from './base.ts';

export const apps = {
  list: seen('viewer')
    .input(panel.listApps.input)
    .query(({ ctx, input }) => listApps(ctx.call, input)),
  names: seen('viewer')
    .input(panel.nameApps.input)
    .query(({ ctx }) => nameApps(ctx.call)),
  get: within('viewer').query(({ ctx }) => getApp(ctx.call)),
  create: inWorkspace('admin')
    .input(panel.createApp.input)
    .mutation(({ ctx, input }) => createApp(ctx.call, input)),
  update: within('admin')
    .input(panel.updateApp.input)
    .mutation(({ ctx, input }) => updateApp(ctx.call, input)),
  restoreSettings: within('admin')
    .input(panel.restoreSettings.input)
    .mutation(({ ctx, input }) => restoreSettings(ctx.call, input)),
  archive: within('admin')
    .input(panel.archiveApp.input)
    .mutation(({ ctx, input }) => archiveApp(ctx.call, input)),
  erase: within('owner')
    .input(panel.eraseApp.input)
    .mutation(({ ctx, input }) => eraseApp(ctx.call, input)),
};

export const workspaces = {
  list: seen('viewer')
    .input(panel.listWorkspaces.input)
    .query(({ ctx }) => listWorkspaces(ctx.call)),
  get: inWorkspace('viewer')
    .input(panel.getWorkspace.input)
    .query(({ ctx, input }) => getWorkspace(ctx.call, input)),
  create: allow('admin')
    .input(panel.createWorkspace.input)
    .mutation(({ ctx, input }) => createWorkspace(ctx.call, input)),
  update: allow('admin')
    .input(panel.updateWorkspace.input)
    .mutation(({ ctx, input }) => updateWorkspace(ctx.call, input)),
  archive: allow('admin')
    .input(panel.archiveWorkspace.input)
    .mutation(({ ctx, input }) => archiveWorkspace(ctx.call, input)),
  erase: allow('owner')
    .input(panel.eraseWorkspace.input)
    .mutation(({ ctx, input }) => eraseWorkspace(ctx.call, input)),
};
