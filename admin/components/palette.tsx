import { useMantineColorScheme, useComputedColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { useNavigate, useParams, useSubmit } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { api } from '../api.client.ts';
import { roleIn } from '../../shared/contract/roles.panel.ts';
import { may } from '../may.ts';
import type { Admin } from '../types.ts';
import { AppIcon, ArchiveIcon, MoonIcon, PlusIcon, SearchIcon } from './icons.tsx';
import { appPagesOf, pagesOf, type Entry } from './navigation.ts';

type NamedApp = { app_id: string; name: string; workspace: string; workspace_id: string };

/** The command palette (Ctrl-K): every page, every app and common actions. */
export default function Palette({ admin }: { admin: Admin }) {
  const navigate = useNavigate();
  const submit = useSubmit();
  const { appId } = useParams();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: true });
  const [apps, setApps] = useState<NamedApp[]>([]);
  const readApps = () =>
    api.apps.names.query({}).then(
      (answer) => setApps(answer.apps),
      // Without the server there are no apps to list; the pages stay.
      () => setApps([]),
    );
  // If it was opened before we subscribed, no event fires.
  useEffect(() => void readApps(), []);
  const entry = (base: string) => (page: Entry) => ({
    id: `${base}${page.to}`,
    label: page.label,
    description: page.about,
    leftSection: <page.icon />,
    onClick: () => navigate(`${base}${page.to}`),
  });
  const here = apps.find((app) => app.app_id === appId);
  const mayCreateApp =
    may(admin, 'admin') || (admin.workspaces ?? []).some((membership) => may(membership, 'admin'));
  const pagesHere = appPagesOf(here ? roleIn(admin, here.workspace_id) : admin.role);
  const groups: SpotlightActionGroupData[] = [
    ...(appId ? [{ group: here?.name ?? 'This app', actions: pagesHere.map(entry(`/apps/${appId}/`)) }] : []),
    { group: 'Pages', actions: pagesOf(admin).map(entry('')) },
    {
      group: 'Apps',
      actions: apps.map(({ app_id, name, workspace }) => ({
        id: app_id,
        label: name,
        description: workspace,
        leftSection: <AppIcon />,
        onClick: () => navigate(`/apps/${app_id}`),
      })),
    },
    {
      group: 'Actions',
      actions: [
        ...(mayCreateApp
          ? [
              {
                id: 'create-app',
                label: 'Create an app',
                leftSection: <PlusIcon />,
                onClick: () => navigate('/apps?create'),
              },
            ]
          : []),
        ...(may(admin, 'admin')
          ? [
              {
                id: 'create-workspace',
                label: 'Create a workspace',
                leftSection: <PlusIcon />,
                onClick: () => navigate('/workspaces?create'),
              },
            ]
          : []),
        {
          id: 'scheme',
          label: scheme === 'dark' ? 'Use light colours' : 'Use dark colours',
          leftSection: <MoonIcon />,
          onClick: () => setColorScheme(scheme === 'dark' ? 'light' : 'dark'),
        },
        {
          id: 'sign-out',
          label: 'Sign out',
          leftSection: <ArchiveIcon />,
          onClick: () => submit(null, { method: 'post', action: '/logout' }),
        },
      ],
    },
  ];
  return (
    <Spotlight
      actions={groups}
      shortcut={null}
      onSpotlightOpen={() => void readApps()}
      nothingFound="No results."
      highlightQuery
      limit={30}
      scrollable
      maxHeight={420}
      searchProps={{
        leftSection: <SearchIcon />,
        placeholder: 'Search pages, apps and actions…',
        'aria-label': 'Go to',
      }}
    />
  );
}
