// The layout of an app's pages: name, workspace and tabs.
import { ActionIcon, Alert, Anchor, Badge, Group, Stack, Text, Title } from '@mantine/core';
import type { MetaFunction } from '@remix-run/node';
import {
  Link,
  NavLink,
  Outlet,
  useLoaderData,
  useLocation,
  useRouteLoaderData,
  type ShouldRevalidateFunction,
} from '@remix-run/react';
import { use, useEffect, useRef } from 'react';
import { roleIn } from '../../shared/contract/roles.panel.ts';
import { signedIn } from '../api.server.ts';
import { ErrorPage, type BelowHeading } from '../components/error-page.tsx';
import { ChevronIcon } from '../components/icons.tsx';
import { appPagesOf } from '../components/navigation.ts';
import { OpenPalette } from '../components/open-palette.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.app.name ?? 'App'} · Docent` },
];

export const loader = signedIn(async ({ context: { api }, params }, admin) => {
  const found = await api.apps.get({ app_id: params['appId']! });
  return { ...found, role: roleIn(admin, found.app.workspace_id) };
});

/** A page that polls reloads its own data only. */
export const shouldRevalidate: ShouldRevalidateFunction = ({
  formMethod,
  currentUrl,
  nextUrl,
  defaultShouldRevalidate,
}) => Boolean(formMethod || currentUrl.href !== nextUrl.href) && defaultShouldRevalidate;

/** The app of a page below this layout. */
export const useApp = () => useRouteLoaderData<typeof loader>('tenancy/app.route')!;

export default function App() {
  const { app, role } = useLoaderData<typeof loader>();
  const { pathname } = useLocation();
  const openPalette = use(OpenPalette);
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a narrow screen, scroll the current tab into view.
    const here = tabs.current?.querySelector<HTMLElement>('.active');
    if (here) tabs.current!.scrollLeft = here.offsetLeft - tabs.current!.offsetLeft - 40;
  }, [pathname]);
  return (
    <Stack gap="lg" maw={1180}>
      <div>
        <Text size="sm" c="dimmed">
          <Anchor
            component={Link}
            to={`/workspaces/${app.workspace_id}`}
            inherit
            c="dimmed"
            underline="always"
          >
            {app.workspace}
          </Anchor>
        </Text>
        <Group gap="sm" mt={2}>
          <Title order={1} size="h2" style={{ overflowWrap: 'anywhere' }}>
            {app.name}
          </Title>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Switch to another app"
            title="Switch to another app"
            onClick={() => openPalette('apps')}
          >
            <ChevronIcon />
          </ActionIcon>
          {app.archived_at && (
            <Badge variant="default" tt="none">
              archived
            </Badge>
          )}
        </Group>
      </div>
      <nav className="tabs" ref={tabs} aria-label={`Pages of ${app.name}`}>
        {appPagesOf(role).map(({ to, label, icon: Icon }) => (
          <NavLink key={to} to={`/apps/${app.app_id}/${to}`} className="tab">
            <Icon size={16} />
            {label}
          </NavLink>
        ))}
      </nav>
      {app.archived_at && (
        <Alert color="gray" variant="light" title="This app is archived">
          Its keys are refused with <b>app_archived</b>. Documents and conversations are kept. It can be
          restored in its settings.
        </Alert>
      )}
      {/* The same page of another app is a new page: nothing typed or opened for this one is left in it. */}
      <Outlet key={app.app_id} context={'below a heading' satisfies BelowHeading} />
    </Stack>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
