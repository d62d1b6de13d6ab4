// The panel begins with the overview. Its page is /admin/overview, not /admin: the framework fetches a page's data beside
// it, and /admin.data would lie outside /admin, where neither the mount nor the session's cookie reaches.
import { redirect } from '@remix-run/node';

export const loader = () => redirect('/overview');
