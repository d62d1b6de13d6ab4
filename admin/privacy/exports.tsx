import { Badge, Button, Group, Text, TextInput } from '@mantine/core';
import { useFetcher } from '@remix-run/react';
import type { Export } from '../types.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { Moment } from '../components/moment.tsx';
import { problemIn, Refused } from '../components/problem.tsx';
import { bytes } from '../components/quantities.ts';
import { ResourceTable } from '../components/resource-table.tsx';
import { Copy } from '../components/copy.tsx';

const colors = { queued: 'gray', running: 'blue', done: 'teal', failed: 'red', expired: 'gray' };

/** Exports of the whole app or of one person. */
export function Exports({ appId, exports }: { appId: string; exports: Export[] }) {
  return (
    <ResourceTable
      id="exports"
      title="Exports"
      about="A ZIP of JSON and original files, available for 24 hours. An export of the whole app can be imported into another server."
      action={<Ask />}
      empty={{ title: 'No exports yet', text: 'Export the whole app, or everything about one person.' }}
      label="Exports"
      columns={[
        { name: 'Of' },
        { name: 'State' },
        { name: 'Requested' },
        { name: 'Size', right: true },
        { name: 'Available until' },
        { name: 'File', hidden: true, right: true },
      ]}
      rows={exports.map((one) => ({
        key: one.export_id,
        cells: [
          <Whose key="of" {...one} />,
          <Badge key="state" color={colors[one.status]} variant="light" tt="none">
            {one.status}
          </Badge>,
          <Moment key="asked" at={one.created_at} />,
          one.bytes === null ? '–' : bytes(one.bytes),
          one.status === 'done' && one.expires_at ? <Moment key="until" at={one.expires_at} /> : '–',
          one.url && <File key="file" appId={appId} {...one} />,
        ],
      }))}
    />
  );
}

const Whose = ({ scope, end_user_id }: Export) => (
  <Text size="sm" fw={500} maw={280} style={{ overflowWrap: 'anywhere' }}>
    {scope === 'app' ? 'The whole app' : (end_user_id ?? 'A person')}
  </Text>
);

function File({ appId, export_id, url, scope, end_user_id }: Export & { appId: string }) {
  const what = scope === 'app' ? 'the whole app' : end_user_id;
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      <Button
        component="a"
        href={`/admin/files/${appId}/exports/${export_id}`}
        download
        variant="subtle"
        size="compact-sm"
        aria-label={`Download ${what}`}
      >
        Download
      </Button>
      <Copy
        value={url ?? ''}
        label="Copy link"
        aria-label={`Copy link to ${what}`}
        variant="subtle"
        size="compact-sm"
      />
    </Group>
  );
}

function Ask() {
  const fetcher = useFetcher();
  return (
    <Group gap="xs">
      <Refused problem={problemIn(fetcher.data)} />
      <FormDialog
        title="Export one person"
        does="Export this person"
        fields={{ intent: 'export-person' }}
        target={(open) => (
          <Button onClick={open} variant="default" size="sm">
            Export a person
          </Button>
        )}
      >
        {(problem) => (
          <TextInput
            name="end_user_id"
            label="End user"
            description="The end_user_id sent with the person’s questions."
            required
            maxLength={200}
            data-autofocus
            error={problem?.fields['end_user_id']}
          />
        )}
      </FormDialog>
      <fetcher.Form method="post">
        <input type="hidden" name="intent" value="export-app" />
        <Button type="submit" size="sm" loading={fetcher.state !== 'idle'}>
          Export the app
        </Button>
      </fetcher.Form>
    </Group>
  );
}
