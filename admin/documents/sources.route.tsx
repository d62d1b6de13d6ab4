import { Anchor, Button, Stack, Text } from '@mantine/core';
import { redirect } from '@remix-run/node';
import { Link } from '@remix-run/react';
import { useState } from 'react';
import type { SourceKind } from '../../shared/contract/sources.ts';
import { signedIn } from '../api.server.ts';
import { ConnectionLost } from '../components/connection-lost.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { PlusIcon } from '../components/icons.tsx';
import { Moment } from '../components/moment.tsx';
import { Pager } from '../components/pager.tsx';
import { count } from '../components/quantities.ts';
import { ResourceTable } from '../components/resource-table.tsx';
import { keepLast, useLive } from '../components/use-live.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { useMay } from '../may.ts';
import type { Source } from '../types.ts';
import { kindNames, SourceForm } from './source-fields.tsx';
import { SourceFields, toSource } from './source-input.server.ts';
import { SourceState } from './source-state.tsx';

const PER_PAGE = 25;

export const loader = signedIn(({ request, context: { api }, params }) =>
  api.sources.list({
    app_id: params['appId']!,
    page: Math.max(1, Math.trunc(Number(new URL(request.url).searchParams.get('page'))) || 1),
    per_page: PER_PAGE,
  }),
);

export const clientLoader = keepLast<typeof loader>();

export const action = formAction({
  create: onSubmit(SourceFields, async (input, { api, ids }) => {
    const app_id = ids['app_id']!;
    const { source } = await api.sources.create({ app_id, ...toSource(input) });
    throw redirect(`/apps/${app_id}/sources/${source.source_id}`);
  }),
});

export default function Sources() {
  const { sources, meta, lost } = useLive<typeof loader>(({ sources }) =>
    sources.some(({ state }) => state === 'running'),
  );
  const mayChange = useMay('admin');
  const { current_page, has_more } = meta;
  return (
    <Stack gap="lg">
      <ConnectionLost lost={lost} />
      <ResourceTable
        id="sources"
        title="Sources"
        about="Sites, sitemaps, feeds and lists of addresses. Their pages become documents and are kept up to date."
        action={mayChange && <AddSource />}
        empty={{
          title: 'No sources yet',
          text: mayChange
            ? 'Add a site or a feed: its pages are read and refreshed by themselves.'
            : 'An admin can add one.',
        }}
        label="Sources"
        columns={[
          { name: 'Name', maxWidth: 340 },
          { name: 'State', bare: true, minWidth: 150 },
          { name: 'Documents', right: true },
          { name: 'To be removed', right: true },
          { name: 'Last refresh', right: true },
        ]}
        rows={sources.map((source) => ({ key: source.source_id, cells: cellsOf(source) }))}
      >
        <Pager page={current_page} pages={has_more ? current_page + 1 : current_page} />
      </ResourceTable>
    </Stack>
  );
}

const cellsOf = (source: Source) => [
  <>
    <Anchor component={Link} to={source.source_id} size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
      {source.name}
    </Anchor>
    <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {kindNames[source.kind]} · {source.addresses[0]}
      {source.addresses.length > 1 && ` and ${count(source.addresses.length - 1)} more`}
    </Text>
  </>,
  <SourceState source={source} />,
  count(source.documents),
  count(source.to_be_removed),
  source.last_run?.ended_at ? <Moment at={source.last_run.ended_at} /> : '–',
];

function AddSource() {
  const [kind, setKind] = useState<SourceKind>('site');
  return (
    <FormDialog
      title="Add a source"
      does="Add source"
      fields={{ intent: 'create' }}
      target={(open) => (
        <Button onClick={open} leftSection={<PlusIcon />} size="sm">
          Add source
        </Button>
      )}
    >
      {(problem) => <SourceForm kind={kind} onKind={setKind} problem={problem} />}
    </FormDialog>
  );
}
