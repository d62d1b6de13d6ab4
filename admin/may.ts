// What a page offers to its reader. The router decides.
import { useRouteLoaderData } from '@remix-run/react';
import { reaches, type Role } from '../shared/contract/roles.panel.ts';
import type { Admin } from './types.ts';

/** Whether an admin has a role: `may(admin, 'admin')`. For loaders, and views that have the admin. */
export const may = (admin: Pick<Admin, 'role'>, needed: Role): boolean => reaches(admin.role, needed);

/** The same for the current reader, in any view below the shell. */
export function useMay(needed: Role): boolean {
  const admin = useRouteLoaderData<{ admin: Admin }>('shell.route')?.admin;
  return admin !== undefined && may(admin, needed);
}
