import { Anchor, Badge, Button, Card, Group, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { redirect, type MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { roleIn } from '../../shared/contract/roles.panel.ts';
import { signedIn } from '../api.server.ts';
import { BuyerForm } from '../billing/buyer-form.tsx';
import { ArchiveButton } from './archive-button.tsx';
import { Empty } from '../components/empty.tsx';
import { EraseSection } from '../privacy/erase-section.tsx';
import { ErrorPage } from '../components/error-page.tsx';
import { PlusIcon } from '../components/icons.tsx';
import { useMay, useMayAsTeam } from '../may.ts';
import { PageHead } from '../components/page-head.tsx';
import { count } from '../components/quantities.ts';
import { Section } from '../components/section.tsx';
import { timeZoneNames, WorkspaceForm } from './workspace-form.tsx';
import { formAction, onSubmit } from '../form-action.server.ts';
import { panel } from '../../shared/contract/panel.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.workspace.name ?? 'Workspace'} · Docent` },
];

export const loader = signedIn(async ({ context: { api }, params }, admin) => {
  const workspace_id = params['workspaceId']!;
  const [{ workspace }, { apps }, { buyer }] = await Promise.all([
    api.workspaces.get({ workspace_id }),
    api.apps.list({ workspace_id }),
    // Whom invoices are sent to is the team's.
    admin.role ? api.invoices.buyer({ workspace_id }) : { buyer: null },
  ]);
  return { workspace, apps, buyer, role: roleIn(admin, workspace_id), timeZones: timeZoneNames() };
});

export const action = formAction({
  erase: onSubmit(panel.eraseWorkspace.input, async (input, { api }) => {
    await api.workspaces.erase(input);
    throw redirect('/erasures');
  }),
  update: onSubmit(panel.updateWorkspace.input, (input, { api }) => api.workspaces.update(input)),
  buyer: onSubmit(panel.setBuyer.input, (input, { api }) => api.invoices.setBuyer(input)),
  archive: ({ api, ids }) => api.workspaces.archive({ workspace_id: ids['workspace_id']!, archived: true }),
  restore: ({ api, ids }) => api.workspaces.archive({ workspace_id: ids['workspace_id']!, archived: false }),
});

export default function WorkspacePage() {
  const { workspace, apps, buyer, timeZones } = useLoaderData<typeof loader>();
  const erased = Boolean(workspace.erased_at);
  const mayCreate = useMay('admin') && !erased;
  const mayInvite = useMay('owner') && !erased;
  const mayChange = useMayAsTeam('admin') && !erased;
  const mayErase = useMayAsTeam('owner') && !erased;
  const ofTeam = useMayAsTeam('viewer');
  const archived = Boolean(workspace.archived_at);
  return (
    <Stack gap="xl" maw={1180}>
      <PageHead
        back={{ to: '/workspaces', label: 'Workspaces' }}
        title={workspace.name}
        about={
          erased
            ? 'Erased. Its row stays for the invoices of what it has spent.'
            : archived
              ? 'Archived: the keys of its apps are refused. Its data is kept, and its plan costs nothing meanwhile.'
              : `Plan: ${workspace.plan}`
        }
        action={
          <Group gap="xs">
            {ofTeam && (
              <Button
                component={Link}
                to={`/invoices/month/${workspace.workspace_id}`}
                variant="default"
                size="sm"
              >
                The month so far
              </Button>
            )}
            {mayInvite && (
              <Button component={Link} to="members" variant="default" size="sm">
                Members
              </Button>
            )}
            <Button component={Link} to="plan" variant="default" size="sm">
              Plan and quotas
            </Button>
          </Group>
        }
      />
      <Section
        id="apps"
        title="Apps"
        about="Apps that belong to this workspace."
        action={
          mayCreate &&
          !archived && (
            <Button
              component={Link}
              to={`/apps?create&workspace=${workspace.workspace_id}`}
              leftSection={<PlusIcon />}
              size="sm"
            >
              Create app
            </Button>
          )
        }
      >
        {apps.length === 0 ? (
          <Empty title="No apps yet">Create one and upload documents to it.</Empty>
        ) : (
          <Table className="rows" verticalSpacing="sm" horizontalSpacing="md">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>Model</Table.Th>
                <Table.Th ta="right">Documents</Table.Th>
                <Table.Th ta="right">Conversations</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {apps.map((app) => (
                <Table.Tr key={app.app_id}>
                  <Table.Td maw={340} style={{ overflowWrap: 'anywhere' }}>
                    <Anchor component={Link} to={`/apps/${app.app_id}`} fw={500} size="sm">
                      {app.name}
                    </Anchor>{' '}
                    {app.archived_at && (
                      <Badge variant="default" size="sm" tt="none">
                        archived
                      </Badge>
                    )}
                  </Table.Td>
                  <Table.Td data-label="Model">{app.chat_model}</Table.Td>
                  <Table.Td data-label="Documents" ta="right">
                    {count(app.document_count)}
                  </Table.Td>
                  <Table.Td data-label="Conversations" ta="right">
                    {count(app.session_count)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Section>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
        <Section id="details" title="Details" about="Name and time zone.">
          <Card padding="lg">
            <WorkspaceForm
              key={`${workspace.name} ${workspace.time_zone}`}
              workspace={workspace}
              timeZones={timeZones}
              disabled={!mayChange}
            />
          </Card>
        </Section>
        {mayChange && (
          <Section
            id="archive"
            title={archived ? 'Restore' : 'Archive'}
            about="Nothing is deleted, and it can be undone."
          >
            <Card padding="lg">
              <Stack>
                <Text size="sm">
                  {archived
                    ? 'Restoring also restores the apps that were archived with the workspace, and their keys.'
                    : 'Its apps are archived with it: their keys are refused within a second. Documents and conversations are kept. The plan costs nothing meanwhile.'}
                </Text>
                <Group>
                  <ArchiveButton archived={archived} what="workspace" />
                </Group>
              </Stack>
            </Card>
          </Section>
        )}
      </SimpleGrid>
      {buyer && !erased && <BuyerForm buyer={buyer} name={workspace.name} mayChange={mayChange} />}
      {mayErase && (
        <EraseSection what="workspace" name={workspace.name}>
          Erases all its apps with everything in them, and its name. What it has spent is still invoiced.
        </EraseSection>
      )}
    </Stack>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
