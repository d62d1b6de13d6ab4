import type { ActionFunctionArgs } from '@remix-run/node';
import { roleIn, type Role } from '../shared/contract/roles.panel.ts';
import type { Admin } from './types.ts';

type Api = ActionFunctionArgs['context']['api'];

/** The role of the reader on the pages of an app: a member of its workspace has one there alone. */
export async function roleInApp(api: Api, admin: Admin, appId: string): Promise<Role | null> {
  if (!admin.workspaces?.length) return admin.role;
  const { app } = await api.apps.get({ app_id: appId });
  return roleIn(admin, app.workspace_id);
}
