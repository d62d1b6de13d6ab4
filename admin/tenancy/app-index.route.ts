// An app opens with the page that the address names, the one where the reader was in another app, or else with the first.
import { redirect } from '@remix-run/node';
import { signedIn } from '../api.server.ts';
import { firstPage } from '../components/like-page.ts';
import { appPagesOf } from '../components/navigation.ts';
import { roleInApp } from '../role-in-app.server.ts';

export const loader = signedIn(async ({ context: { api }, params, request }, admin) => {
  const app_id = params['appId']!;
  const wanted = new URL(request.url).searchParams.get('page') ?? '';
  const seen = appPagesOf(await roleInApp(api, admin, app_id)).map(({ to }) => to);
  return redirect(`/apps/${app_id}/${firstPage(seen, wanted)}`);
});
