import { useLoaderData } from '@remix-run/react';
import { signedIn } from '../../api.server.ts';
import { Usage } from '../../components/usage.tsx';

export const loader = signedIn(({ context: { api }, params }) =>
  api.usage.get({ app_id: params['appId']!, group_by: 'model' }),
);

export default function AppUsage() {
  return <Usage {...useLoaderData<typeof loader>()} />;
}
