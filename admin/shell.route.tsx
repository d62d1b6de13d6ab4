import { ActionIcon, AppShell, Box, Burger, Button, Group, Kbd, Menu, NavLink, Text } from '@mantine/core';
import { useDisclosure, useHotkeys, useMounted } from '@mantine/hooks';
import {
  Link,
  NavLink as RouteLink,
  Outlet,
  useLoaderData,
  useLocation,
  useNavigation,
  useSubmit,
  type ShouldRevalidateFunction,
} from '@remix-run/react';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { signedIn } from './api.server.ts';
import { Brand } from './components/brand.tsx';
import { ColorSchemeToggle } from './components/color-scheme-toggle.tsx';
import { ErrorPage } from './components/error-page.tsx';
import { ChevronIcon, SearchIcon } from './components/icons.tsx';
import { SignInAgain } from './access/sign-in-again.tsx';
import { AskBeforeLeaving } from './components/unsaved.tsx';
import { Offline } from './components/offline.tsx';
import { pagesOf } from './components/navigation.ts';
import { OpenPalette, type PaletteOf } from './components/open-palette.ts';
import { may } from './may.ts';
import type { Admin } from './types.ts';

/** Not needed before the page itself. */
const Palette = lazy(() => import('./components/palette.tsx'));

export const loader = signedIn(async (_args, admin) => ({ admin }));

/** The signed-in admin does not change between pages. */
export const shouldRevalidate: ShouldRevalidateFunction = ({ formMethod, defaultShouldRevalidate }) =>
  formMethod !== undefined && defaultShouldRevalidate;

export default function Shell() {
  const { admin } = useLoaderData<typeof loader>();
  const { pathname } = useLocation();
  const [opened, { toggle, close }] = useDisclosure();
  useEffect(close, [pathname]);
  const mounted = useMounted();
  const { state } = useNavigation();
  const groups = [...Map.groupBy(pagesOf(admin), ({ group }) => group ?? '')].map(([group, entries]) => ({
    group,
    entries,
  }));
  const [goes, { open, close: closePalette }] = useDisclosure();
  const [paletteOf, setPaletteOf] = useState<PaletteOf>('everything');
  const openPalette = useCallback(
    (of: PaletteOf) => {
      setPaletteOf(of);
      open();
    },
    [open],
  );
  // In fields too. A dialog is answered or closed first.
  const hasDialog = () => document.querySelector('[aria-modal="true"]:not(.palette-dialog)') !== null;
  useHotkeys([['mod+K', () => (goes ? closePalette() : hasDialog() || openPalette('everything'))]], []);
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', sm: 'xl' }}
    >
      <a href="#content" className="skip">
        Skip to content
      </a>
      {state === 'loading' && <div className="loading" role="progressbar" aria-label="Loading the page" />}
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Navigation" />
            <Brand />
          </Group>
          <Group gap={4} wrap="nowrap">
            <Search open={() => openPalette('everything')} />
            <ColorSchemeToggle />
            <Account {...admin} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label="Panel">
        {groups.map(({ group, entries }) => (
          <Box key={group} role="group" aria-label={group || undefined}>
            {group && (
              <Text size="xs" c="dimmed" fw={600} px="sm" pt="sm" pb={4} aria-hidden>
                {group}
              </Text>
            )}
            {entries.map(({ to, label, icon: Icon }) => (
              <NavLink
                key={to}
                component={RouteLink}
                to={to}
                label={label}
                leftSection={<Icon />}
                active={`${pathname}/`.startsWith(`${to}/`)}
              />
            ))}
          </Box>
        ))}
      </AppShell.Navbar>
      <AppShell.Main className="main" id="content" tabIndex={-1}>
        <Offline />
        <AskBeforeLeaving>
          <OpenPalette value={openPalette}>
            <Outlet />
          </OpenPalette>
        </AskBeforeLeaving>
      </AppShell.Main>
      {mounted && (
        <Suspense>
          <Palette of={paletteOf} admin={admin} opened={goes} onClose={closePalette} />
        </Suspense>
      )}
      <SignInAgain email={admin.email} />
    </AppShell>
  );
}

/** Opens the command palette. */
function Search({ open }: { open: () => void }) {
  return (
    <>
      <Button
        variant="default"
        visibleFrom="sm"
        onClick={open}
        leftSection={<SearchIcon size={16} />}
        rightSection={<Kbd size="xs">Ctrl K</Kbd>}
        c="dimmed"
        fw={400}
        mr="xs"
      >
        Go to…
      </Button>
      <ActionIcon variant="subtle" color="gray" size="lg" hiddenFrom="sm" aria-label="Go to" onClick={open}>
        <SearchIcon />
      </ActionIcon>
    </>
  );
}

function Account({ email, role }: Admin) {
  const submit = useSubmit();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          rightSection={<ChevronIcon size={16} />}
          aria-label={`${email}, your account`}
          px="xs"
        >
          <Text size="sm" truncate maw={{ base: 90, sm: 220 }}>
            {email}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {email}
          <br />
          {role ? `Role: ${role}` : 'Member of workspaces'}
        </Menu.Label>
        <Menu.Item component={Link} to="/account">
          Account and security
        </Menu.Item>
        {may({ role }, 'owner') && (
          <Menu.Item component={Link} to="/team">
            Team
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item onClick={() => submit(null, { method: 'post', action: '/logout' })}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
