import { useRouteLoaderData } from '@remix-run/react';
import type { loader } from '../routes/shell.tsx';

/** Whether the signed-in admin may change things; the router has the last word. */
export function useMayChange(): boolean {
  const role = useRouteLoaderData<typeof loader>('routes/shell')?.admin.role;
  return role === 'owner' || role === 'admin';
}
