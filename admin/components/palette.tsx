import { Combobox, Group, Modal, Text, TextInput, useCombobox } from '@mantine/core';
import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useLocation, useNavigate, useParams, useSubmit } from '@remix-run/react';
import { useEffect, useState, type ReactNode } from 'react';
import { roleIn } from '../../shared/contract/roles.panel.ts';
import type { FoundThings } from '../../shared/contract/finder.panel.ts';
import { may } from '../may.ts';
import type { Admin } from '../types.ts';
import {
  AppIcon,
  ArchiveIcon,
  ChatIcon,
  DocumentIcon,
  KeyIcon,
  MoonIcon,
  PlusIcon,
  SearchIcon,
} from './icons.tsx';
import { likePage } from './like-page.ts';
import { appPagesOf, pagesOf, type Entry } from './navigation.ts';
import type { PaletteOf } from './open-palette.ts';
import { useFound } from './use-found.ts';

type Choice = { id: string; label: string; about?: string; icon: ReactNode; go: () => void };
type Choices = { group: string; choices: Choice[] };

const texts = {
  everything: {
    name: 'Go to',
    placeholder: 'Pages, documents, keys…',
    fails: 'Only pages can be found now.',
  },
  apps: { name: 'Switch to another app', placeholder: 'Name of an app', fails: 'Apps cannot be found now.' },
};

/** The command palette (Ctrl-K): pages, apps, documents, conversations, keys and common actions; or apps alone. */
export default function Palette({
  of,
  admin,
  opened,
  onClose,
}: {
  of: PaletteOf;
  admin: Admin;
  opened: boolean;
  onClose: () => void;
}) {
  const { appId } = useParams();
  const [words, setWords] = useState('');
  const { found, problem, searching } = useFound(words, appId, opened);
  // Its Escape is not the dialog's.
  const combobox = useCombobox({ opened: true, onDropdownClose: onClose });
  const things = useThings(
    of === 'apps' ? { ...found, apps: found.apps.filter(({ app_id }) => app_id !== appId) } : found,
  );
  const all = [...useFixed(admin, found, words), ...things];
  const groups = all.filter(
    ({ group, choices }) => choices.length > 0 && (of === 'everything' || group === 'Apps'),
  );
  const { name, placeholder, fails } = texts[of];
  // With the groups' names: an option that moves to another one is a new element.
  const ids = groups.flatMap(({ group, choices }) => [group, ...choices.map(({ id }) => id)]).join();
  // Not when it has faded out: it may be open again by then.
  useEffect(() => {
    if (opened) setWords('');
  }, [opened]);
  const { selectFirstOption, targetRef } = combobox;
  useEffect(() => {
    const first = opened && selectFirstOption();
    // The Combobox names the chosen option to screen readers only after an arrow key.
    if (first) targetRef.current?.setAttribute('aria-activedescendant', first);
    // A list with other entries begins at its first one again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [ids, opened]);
  const choose = (id: string) => {
    onClose();
    groups
      .flatMap(({ choices }) => choices)
      .find((choice) => choice.id === id)
      ?.go();
  };
  return (
    <Modal.Root opened={opened} onClose={onClose} padding={0} size={600} yOffset={80}>
      <Modal.Overlay />
      {/* Its name belongs here: `aria-label` of a whole Modal goes to an element without a role. */}
      <Modal.Content aria-label={name} className="palette-dialog">
        <Modal.Body>
          <Combobox store={combobox} onOptionSubmit={choose}>
            <Combobox.EventsTarget withExpandedAttribute>
              <TextInput
                role="combobox"
                aria-label={name}
                placeholder={placeholder}
                value={words}
                onChange={(event) => setWords(event.currentTarget.value)}
                leftSection={<SearchIcon />}
                size="lg"
                variant="unstyled"
                px="xs"
                autoComplete="off"
                spellCheck={false}
                data-autofocus
              />
            </Combobox.EventsTarget>
            <Combobox.Options className="palette" aria-label={name}>
              {groups.map(({ group, choices }) => (
                <Combobox.Group key={group} label={group}>
                  {choices.map((choice) => (
                    <Combobox.Option key={choice.id} value={choice.id}>
                      <Group gap="sm" wrap="nowrap">
                        {choice.icon}
                        <div style={{ minWidth: 0 }}>
                          <Text size="sm" dir="auto" truncate>
                            {choice.label}
                          </Text>
                          {choice.about && (
                            <Text size="xs" className="palette-about" dir="auto" truncate>
                              {choice.about}
                            </Text>
                          )}
                        </div>
                      </Group>
                    </Combobox.Option>
                  ))}
                </Combobox.Group>
              ))}
            </Combobox.Options>
          </Combobox>
          <Text size="sm" c="dimmed" px="md" py="xs" role="status" className="palette-state">
            {problem
              ? `${fails} ${problem}`
              : searching
                ? 'Searching…'
                : groups.length > 0
                  ? ''
                  : of === 'apps' && words === ''
                    ? 'There is no other app.'
                    : 'Nothing found. Try part of a name, or an id.'}
          </Text>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** Pages and actions, by words. */
function useFixed(admin: Admin, { here }: FoundThings, words: string): Choices[] {
  const navigate = useNavigate();
  const submit = useSubmit();
  const { appId } = useParams();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: true });
  const entry = (base: string) => (page: Entry) => ({
    id: `${base}${page.to}`,
    label: page.label,
    about: page.about,
    icon: <page.icon />,
    go: () => navigate(`${base}${page.to}`),
  });
  const isAdmin = may(admin, 'admin');
  const mayCreate = {
    app: isAdmin || (admin.workspaces ?? []).some((membership) => may(membership, 'admin')),
    workspace: isAdmin,
  };
  const create = (['app', 'workspace'] as const)
    .filter((what) => mayCreate[what])
    .map((what) => ({
      id: `create-${what}`,
      label: `Create ${what === 'app' ? 'an app' : 'a workspace'}`,
      icon: <PlusIcon />,
      go: () => navigate(`/${what}s?create`),
    }));
  const pagesHere = appPagesOf(here ? roleIn(admin, here.workspace_id) : admin.role);
  const groups: Choices[] = [
    ...(appId ? [{ group: here?.name ?? 'This app', choices: pagesHere.map(entry(`/apps/${appId}/`)) }] : []),
    { group: 'Pages', choices: pagesOf(admin).map(entry('')) },
    {
      group: 'Actions',
      choices: [
        ...create,
        {
          id: 'scheme',
          label: scheme === 'dark' ? 'Use light colours' : 'Use dark colours',
          icon: <MoonIcon />,
          go: () => setColorScheme(scheme === 'dark' ? 'light' : 'dark'),
        },
        {
          id: 'sign-out',
          label: 'Sign out',
          icon: <ArchiveIcon />,
          go: () => submit(null, { method: 'post', action: '/logout' }),
        },
      ],
    },
  ];
  const wanted = words.trim().toLowerCase();
  const fits = ({ label, about = '' }: Choice) => `${label} ${about}`.toLowerCase().includes(wanted);
  return groups.map(({ group, choices }) => ({ group, choices: choices.filter(fits) }));
}

/** What the server found. */
function useThings({ apps, documents, conversations, keys }: FoundThings): Choices[] {
  const navigate = useNavigate();
  const { appId } = useParams();
  const { pathname } = useLocation();
  // Who goes from app to app looks at the same page of each.
  const page = appId ? likePage(pathname.split('/').slice(3).join('/')) : '';
  const choice = (path: string, label: string, about: string, icon: ReactNode, id = path): Choice => ({
    id,
    label,
    about,
    icon,
    go: () => navigate(path),
  });
  return [
    {
      group: 'Apps',
      choices: apps.map(({ app_id, name, workspace }) =>
        choice(`/apps/${app_id}${page && `?page=${page}`}`, name, workspace, <AppIcon />, app_id),
      ),
    },
    {
      group: 'Documents',
      choices: documents.map(({ app_id, app, document_id, name }) =>
        choice(`/apps/${app_id}/documents/${document_id}`, name, app, <DocumentIcon />),
      ),
    },
    {
      group: 'Conversations',
      choices: conversations.map(({ app_id, app, session_id, preview }) =>
        choice(`/apps/${app_id}/conversations/${session_id}`, preview || session_id, app, <ChatIcon />),
      ),
    },
    {
      group: 'API keys',
      choices: keys.map(({ app_id, app, key_id, name, prefix }) =>
        choice(`/apps/${app_id}/keys`, `${name} (${prefix}…)`, app, <KeyIcon />, key_id),
      ),
    },
  ];
}
