import {
  Anchor,
  Badge,
  Button,
  Card,
  Group,
  NativeSelect,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { redirect, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData, useNavigation, useSearchParams } from '@remix-run/react';
import { useState } from 'react';
import { reaches, roleIn } from '../../shared/contract/roles.panel.ts';
import { signedIn } from '../api.server.ts';
import { Empty } from '../components/empty.tsx';
import { Figure } from '../components/figure.tsx';
import { FormModal } from '../components/form-modal.tsx';
import { PlusIcon, SearchIcon } from '../components/icons.tsx';
import { useMay } from '../may.ts';
import { PageHead } from '../components/page-head.tsx';
import { problemIn, Refused } from '../components/problem.tsx';
import { count } from '../components/quantities.ts';
import { KeepChanges } from '../components/unsaved.tsx';
import type { App, Workspace } from '../types.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { panel } from '../../shared/contract/panel.ts';

export const meta: MetaFunction = () => [{ title: 'Apps · Docent' }];

export const loader = signedIn(async ({ context: { api } }, admin) => {
  const [{ apps }, { workspaces }] = await Promise.all([api.apps.list({}), api.workspaces.list({})]);
  const open = workspaces.filter(
    ({ archived_at, workspace_id }) => !archived_at && reaches(roleIn(admin, workspace_id), 'admin'),
  );
  return { apps, workspaces: open };
});

export const action = formAction({
  default: onSubmit(panel.createApp.input, async (input, { api }) => {
    const { app_id } = await api.apps.create(input);
    throw redirect(`/apps/${app_id}/documents`);
  }),
});

/** With fewer apps than this, no filter is shown. */
const WORTH_FILTERING = 7;

export default function Apps() {
  const { apps, workspaces } = useLoaderData<typeof loader>();
  const [search, setSearch] = useSearchParams();
  const [wanted, setWanted] = useState('');
  const mayChange = useMay('admin') || workspaces.length > 0;
  const shown = apps.filter(({ name, workspace }) =>
    `${name} ${workspace}`.toLowerCase().includes(wanted.trim().toLowerCase()),
  );
  const create = (open: boolean) => setSearch(open ? { create: '' } : {}, { replace: true });
  return (
    <Stack gap="lg" maw={1180}>
      <PageHead
        title="Apps"
        about="Each app has its own documents, keys and conversations."
        action={
          mayChange && (
            <Button onClick={() => create(true)} leftSection={<PlusIcon />}>
              Create app
            </Button>
          )
        }
      />
      {apps.length >= WORTH_FILTERING && (
        <TextInput
          aria-label="Filter apps"
          placeholder="Filter by name or workspace"
          leftSection={<SearchIcon size={16} />}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
          maw={360}
        />
      )}
      {shown.length === 0 && (
        <Card withBorder>
          <Empty title={apps.length === 0 ? 'No apps yet' : 'No matching apps'}>
            {apps.length === 0
              ? 'Create one, upload documents, and ask a question in the playground.'
              : 'Try part of its name or of its workspace’s name.'}
          </Empty>
        </Card>
      )}
      <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }}>
        {shown.map((app) => (
          <AppCard key={app.app_id} app={app} />
        ))}
      </SimpleGrid>
      <CreateApp
        opened={search.has('create') && mayChange}
        close={() => create(false)}
        workspaces={workspaces}
      />
    </Stack>
  );
}

type CreateProps = { opened: boolean; close: () => void; workspaces: Workspace[] };

function CreateApp({ opened, close, workspaces }: CreateProps) {
  const problem = problemIn(useActionData());
  const busy = useNavigation().state === 'submitting';
  const [search] = useSearchParams();
  return (
    <FormModal opened={opened} onClose={close} title="Create an app" isHeld={busy}>
      <Form method="post">
        <Stack>
          <KeepChanges result={undefined} />
          <Refused problem={problem} />
          <TextInput
            name="name"
            label="Name"
            placeholder="Help centre"
            required
            maxLength={100}
            data-autofocus
            error={problem?.fields['name']}
          />
          <NativeSelect
            name="workspace_id"
            label="Workspace"
            description="The owner of the app. It cannot be changed later."
            data={[
              // Nobody's by mistake: it cannot be moved.
              ...(workspaces.length > 1 ? [{ value: '', label: 'Choose a workspace' }] : []),
              ...workspaces.map(({ workspace_id, name }) => ({ value: workspace_id, label: name })),
            ]}
            required
            defaultValue={search.get('workspace') ?? undefined}
            error={problem?.fields['workspace_id']}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={busy} disabled={workspaces.length === 0}>
              Create app
            </Button>
          </Group>
        </Stack>
      </Form>
    </FormModal>
  );
}

function AppCard({ app }: { app: App }) {
  return (
    <Card withBorder padding="lg" component="article" className="lifted">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Title order={2} size="h4" style={{ overflowWrap: 'anywhere' }}>
          <Anchor component={Link} to={`/apps/${app.app_id}`} inherit className="whole-card">
            {app.name}
          </Anchor>
        </Title>
        <Badge variant="default" tt="none" style={{ flexShrink: 0 }} maw="50%">
          {app.archived_at ? 'archived' : app.workspace}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed" mt={6} style={{ overflowWrap: 'anywhere' }}>
        Answers with {app.chat_model}
      </Text>
      <Group gap="xl" mt="md">
        <Figure name="Documents" value={count(app.document_count)} />
        <Figure name="Conversations" value={count(app.session_count)} />
      </Group>
    </Card>
  );
}
