// What a page offers to its reader. The router decides.
import { useRouteLoaderData } from '@remix-run/react';
import { reaches, type Role } from '../shared/contract/roles.panel.ts';
import type { Admin } from './types.ts';

type InPlace = { role: Role | null };

/** Whether somebody has a role: `may(admin, 'admin')`. For loaders, and views that have the admin. */
export const may = ({ role }: { role: Role | null }, needed: Role): boolean => reaches(role, needed);

/**
 * The same for the current reader, in any view below the shell. On the pages of an app or a workspace the role there
 * counts.
 */
export function useMay(needed: Role): boolean {
  const inApp = useRouteLoaderData<InPlace>('tenancy/app.route');
  const inWorkspace = useRouteLoaderData<InPlace>('tenancy/workspace.route');
  const admin = useRouteLoaderData<{ admin: Admin }>('shell.route')?.admin;
  return may(inApp ?? inWorkspace ?? admin ?? { role: null }, needed);
}

/** Whether the current reader has a role in the installation, and not only in a workspace. */
export function useMayAsTeam(needed: Role): boolean {
  const admin = useRouteLoaderData<{ admin: Admin }>('shell.route')?.admin;
  return may(admin ?? { role: null }, needed);
}
