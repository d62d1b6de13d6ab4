// What a page shows of what its reader may do; the router has the last word.
import { useRouteLoaderData } from '@remix-run/react';
import { reaches, type Role } from '../shared/contract/roles.panel.ts';
import type { Admin } from './types.ts';

/** Whether an admin may do what needs a role: `may(admin, 'admin')`. For loaders and for views that know the admin. */
export const may = (admin: Pick<Admin, 'role'>, needed: Role): boolean => reaches(admin.role, needed);

/** The same of whoever looks at the page, in any view below the shell. */
export function useMay(needed: Role): boolean {
  const admin = useRouteLoaderData<{ admin: Admin }>('shell.route')?.admin;
  return admin !== undefined && may(admin, needed);
}
