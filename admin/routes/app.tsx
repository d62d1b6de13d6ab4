import { Anchor, Group, Stack, Text, Title } from '@mantine/core';
import { data, type MetaFunction } from '@remix-run/node';
import { Link, useLoaderData, useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';
import { Scope } from '../../shared/contract/operation.ts';
import { problemOf, signedIn } from '../api.server.ts';
import { Documents, isMoving } from '../components/documents.tsx';
import { ErrorPage } from '../components/error-page.tsx';
import { Health } from '../components/health.tsx';
import { Keys } from '../components/keys.tsx';
import { Usage } from '../components/usage.tsx';

const DOCUMENTS_PER_PAGE = 25;
const FOLLOW_MS = 2000;

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.app.name ?? 'App'} · Docent` },
];

export const loader = signedIn(async ({ request, context: { api, secure }, params }, admin) => {
  const app_id = params['appId']!;
  // An empty input is typed as a record without any field, which leaves no room for the app's.
  const inApp = { app_id };
  const url = new URL(request.url);
  const page = Math.max(1, Math.trunc(Number(url.searchParams.get('page'))) || 1);
  const [{ apps }, documents, usage, { keys }, status] = await Promise.all([
    api.apps.list({}),
    api.documents.list({ app_id, page, per_page: DOCUMENTS_PER_PAGE }),
    api.usage.get({ app_id, group_by: 'model' }),
    api.keys.list(inApp),
    api.status.get(inApp),
  ]);
  const app = apps.find((app) => app.app_id === app_id);
  if (!app) throw data('There is no such app.', { status: 404 });
  const mayChange = admin.role === 'owner' || admin.role === 'admin';
  const origin = `${secure ? 'https:' : url.protocol}//${url.host}`;
  return { app, documents, usage, keys, status, mayChange, origin, scopes: Scope.options };
});

export const action = signedIn(async ({ request, context: { api }, params }) => {
  const app_id = params['appId']!;
  const form = await request.formData();
  const text = (name: string) => String(form.get(name) ?? '');
  try {
    switch (text('intent')) {
      case 'create-key': {
        const { secret } = await api.keys.create({
          app_id,
          name: text('name'),
          kind: text('kind') as 'secret' | 'publishable',
          scopes: form.getAll('scopes') as Scope[],
          allowed_origins: text('allowed_origins')
            .split(/[\s,]+/)
            .filter(Boolean),
        });
        return { secret };
      }
      case 'revoke-key':
        return { revoked: (await api.keys.revoke({ app_id, key_id: text('key_id') })).key.key_id };
      default:
        throw data('The panel does not know this action.', { status: 400 });
    }
  } catch (error) {
    const problem = problemOf(error);
    return data({ problem }, { status: problem.status });
  }
});

export default function App() {
  const { app, documents, usage, keys, status, mayChange, origin, scopes } = useLoaderData<typeof loader>();
  useFollowing(documents.documents.some(isMoving));
  return (
    <Stack gap="xl" maw={1080}>
      <Stack gap="xs">
        <Group justify="space-between" align="center">
          <Title order={1} size="h2" style={{ overflowWrap: 'anywhere' }}>
            {app.name}
          </Title>
          <Health {...status} />
        </Group>
        <Text c="dimmed" size="sm" style={{ overflowWrap: 'anywhere' }}>
          {app.workspace} · answers with {app.chat_model}, embeds with {app.embedding_model}
        </Text>
        <Group component="nav" aria-label="On this page" gap="lg" mt={4}>
          {['Documents', 'Usage', 'Keys'].map((name) => (
            <Anchor key={name} component={Link} to={{ hash: `#${name.toLowerCase()}` }} size="sm" fw={500}>
              {name}
            </Anchor>
          ))}
        </Group>
      </Stack>
      <Documents {...documents} origin={origin} />
      <Usage {...usage} />
      <Keys keys={keys} scopes={scopes} mayChange={mayChange} />
    </Stack>
  );
}

/** Asks again every two seconds while something is on its way and the page is looked at. */
function useFollowing(moving: boolean): void {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    if (!moving || state !== 'idle') return;
    const timer = setInterval(() => document.visibilityState === 'visible' && revalidate(), FOLLOW_MS);
    return () => clearInterval(timer);
  }, [moving, state, revalidate]);
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
