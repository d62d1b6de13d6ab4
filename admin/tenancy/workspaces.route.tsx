import { Anchor, Badge, Button, Card, Stack, Table } from '@mantine/core';
import { redirect, type MetaFunction } from '@remix-run/node';
import { Link, useLoaderData, useSearchParams } from '@remix-run/react';
import { signedIn } from '../api.server.ts';
import { Empty } from '../components/empty.tsx';
import { FormModal } from '../components/form-modal.tsx';
import { PlusIcon } from '../components/icons.tsx';
import { useMay } from '../may.ts';
import { Moment } from '../components/moment.tsx';
import { PageHead } from '../components/page-head.tsx';
import { count } from '../components/quantities.ts';
import { timeZoneNames, WorkspaceForm } from './workspace-form.tsx';
import { formAction, onSubmit } from '../form-action.server.ts';
import { panel } from '../../shared/contract/panel.ts';

export const meta: MetaFunction = () => [{ title: 'Workspaces · Docent' }];

export const loader = signedIn(async ({ context: { api } }) => ({
  ...(await api.workspaces.list({})),
  timeZones: timeZoneNames(),
}));

export const action = formAction({
  create: onSubmit(panel.createWorkspace.input, async (input, { api }) => {
    const { workspace } = await api.workspaces.create(input);
    throw redirect(`/workspaces/${workspace.workspace_id}`);
  }),
});

export default function Workspaces() {
  const { workspaces, timeZones } = useLoaderData<typeof loader>();
  const [search, setSearch] = useSearchParams();
  const mayChange = useMay('admin');
  const create = (open: boolean) => setSearch(open ? { create: '' } : {}, { replace: true });
  return (
    <Stack gap="lg" maw={1180}>
      <PageHead
        title="Workspaces"
        about="A workspace is a customer with its own apps, plan and time zone."
        action={
          mayChange && (
            <Button onClick={() => create(true)} leftSection={<PlusIcon />}>
              Create workspace
            </Button>
          )
        }
      />
      <Card withBorder padding={0}>
        {workspaces.length === 0 ? (
          <Empty title="No workspaces yet">Create one for each customer, then create its apps.</Empty>
        ) : (
          <Table className="rows" verticalSpacing="sm" horizontalSpacing="md">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>Time zone</Table.Th>
                <Table.Th>Plan</Table.Th>
                <Table.Th ta="right">Apps</Table.Th>
                <Table.Th>Created</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {workspaces.map((workspace) => (
                <Table.Tr key={workspace.workspace_id}>
                  <Table.Td maw={360} style={{ overflowWrap: 'anywhere' }}>
                    <Anchor component={Link} to={`/workspaces/${workspace.workspace_id}`} fw={500} size="sm">
                      {workspace.name}
                    </Anchor>{' '}
                    {workspace.archived_at && (
                      <Badge variant="default" size="sm" tt="none">
                        archived
                      </Badge>
                    )}
                  </Table.Td>
                  <Table.Td data-label="Time zone">{workspace.time_zone}</Table.Td>
                  <Table.Td data-label="Plan">{workspace.plan}</Table.Td>
                  <Table.Td data-label="Apps" ta="right">
                    {count(workspace.app_count)}
                  </Table.Td>
                  <Table.Td data-label="Created">
                    <Moment at={workspace.created_at} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Card>
      <FormModal
        opened={search.has('create') && mayChange}
        onClose={() => create(false)}
        title="Create a workspace"
      >
        <WorkspaceForm timeZones={timeZones} />
      </FormModal>
    </Stack>
  );
}
