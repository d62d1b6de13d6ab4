// What all pages of one app stand in: its name, where it belongs, and its tabs.
import { Anchor, Group, Stack, Text, Title } from '@mantine/core';
import { data, type MetaFunction } from '@remix-run/node';
import { Link, NavLink, Outlet, useLoaderData } from '@remix-run/react';
import { signedIn } from '../api.server.ts';
import { ErrorPage } from '../components/error-page.tsx';
import { appPages, seenBy } from '../components/navigation.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.app.name ?? 'App'} · Docent` },
];

export const loader = signedIn(async ({ context: { api }, params }, { role }) => {
  const { apps } = await api.apps.list({});
  const app = apps.find(({ app_id }) => app_id === params['appId']);
  if (!app) throw data('There is no such app.', { status: 404 });
  return { app, role };
});

export default function App() {
  const { app, role } = useLoaderData<typeof loader>();
  return (
    <Stack gap="lg" maw={1120}>
      <div>
        <Text size="sm" c="dimmed">
          <Anchor component={Link} to="/apps" inherit c="dimmed">
            Apps
          </Anchor>{' '}
          / {app.workspace}
        </Text>
        <Group gap="sm" mt={2}>
          <Title order={1} size="h2" style={{ overflowWrap: 'anywhere' }}>
            {app.name}
          </Title>
        </Group>
      </div>
      <nav className="tabs" aria-label={`Pages of ${app.name}`}>
        {seenBy(appPages, role).map(({ to, label, icon: Icon }) => (
          <NavLink key={to} to={`/apps/${app.app_id}/${to}`} className="tab" prefetch="intent">
            <Icon size={16} />
            {label}
          </NavLink>
        ))}
      </nav>
      <Outlet />
    </Stack>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
