import { useLoaderData } from '@remix-run/react';
import { signedIn } from '../../api.server.ts';
import { Documents, isMoving } from '../../components/documents.tsx';
import { useFollowing } from '../../components/use-following.ts';

const PER_PAGE = 25;

export const loader = signedIn(async ({ request, context: { api, secure }, params }) => {
  const url = new URL(request.url);
  const page = Math.max(1, Math.trunc(Number(url.searchParams.get('page'))) || 1);
  const documents = await api.documents.list({ app_id: params['appId']!, page, per_page: PER_PAGE });
  return { documents, origin: `${secure ? 'https:' : url.protocol}//${url.host}` };
});

export default function AppDocuments() {
  const { documents, origin } = useLoaderData<typeof loader>();
  useFollowing(documents.documents.some(isMoving));
  return <Documents {...documents} origin={origin} />;
}
