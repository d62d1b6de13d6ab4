// The panel begins with the apps. Their page is /admin/apps, not /admin: the framework fetches a page's data beside
// it, and /admin.data would lie outside /admin, where neither the mount nor the session's cookie reaches.
import { redirect } from '@remix-run/node';

export const loader = () => redirect('/apps');
