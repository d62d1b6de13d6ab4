// The start page is the overview, at /admin/overview and not /admin: Remix would fetch its data from /admin.data,
// which is outside /admin, where neither the mount nor the cookie applies.
import { redirect } from '@remix-run/node';

export const loader = () => redirect('/overview');
