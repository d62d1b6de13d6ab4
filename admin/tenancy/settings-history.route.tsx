import { Badge, Button, Card, Group, NativeSelect, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { redirect } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useParams, useSearchParams } from '@remix-run/react';
import { panel } from '../../shared/contract/panel.ts';
import { signedIn } from '../api.server.ts';
import { Confirm } from '../components/confirm.tsx';
import { Moment } from '../components/moment.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Pager } from '../components/pager.tsx';
import { problemIn, Refused } from '../components/problem.tsx';
import { count } from '../components/quantities.ts';
import { ResourceTable } from '../components/resource-table.tsx';
import { formAction, onSubmit } from '../form-action.server.ts';
import { useMay } from '../may.ts';
import type { SettingsVersion } from '../types.ts';

const PER_PAGE = 20;

export const loader = signedIn(({ request, context: { api }, params }) =>
  api.settingsHistory.list({
    app_id: params['appId']!,
    page: Math.max(1, Math.trunc(Number(new URL(request.url).searchParams.get('page'))) || 1),
    per_page: PER_PAGE,
  }),
);

export const action = formAction({
  restore: onSubmit(panel.restoreSettings.input, async (input, { api, ids }) => {
    const app_id = ids['app_id']!;
    await api.apps.restoreSettings({ app_id, ...input });
    throw redirect(`/apps/${app_id}/settings/history`);
  }),
});

export default function SettingsHistory() {
  const { versions, total, meta } = useLoaderData<typeof loader>();
  const { appId } = useParams();
  const mayChange = useMay('admin');
  return (
    <Stack gap="lg">
      <PageHead
        order={2}
        back={{ to: `/apps/${appId}/settings`, label: 'Settings' }}
        title="History of settings"
        about="Each time instructions or other settings are saved, what they say from then on is a version."
      />
      <Refused problem={problemIn(useActionData())} />
      <Comparison versions={versions} />
      <ResourceTable
        id="versions"
        title={`Versions (${count(total)})`}
        about="The newest is in use."
        empty={{ title: 'No changes yet', text: 'The first change of the settings appears here.' }}
        label="Versions of the settings"
        columns={[
          { name: 'Version' },
          { name: 'Changed', maxWidth: 420 },
          { name: 'By', maxWidth: 240 },
          { name: 'When', right: true },
          ...(mayChange ? [{ name: 'Restore', hidden: true, right: true }] : []),
        ]}
        rows={versions.map((version, place) => ({
          key: String(version.version),
          cells: cellsOf(version, mayChange, place === 0 && meta.current_page === 1),
        }))}
      >
        <Pager page={meta.current_page} pages={Math.ceil(total / PER_PAGE)} />
      </ResourceTable>
    </Stack>
  );
}

const cellsOf = (
  { version, changed, changed_by, changed_at }: SettingsVersion,
  mayChange: boolean,
  isNewest: boolean,
) => [
  <Group key="version" gap={8}>
    {version}
    {isNewest && (
      <Badge variant="default" tt="none" size="sm">
        in use
      </Badge>
    )}
  </Group>,
  version === 1 ? 'as it was before the first change' : changed.map(plainName).join(', '),
  changed_by ?? '–',
  <Moment key="when" at={changed_at} />,
  ...(mayChange ? [isNewest ? null : <Restore key="restore" version={version} />] : []),
];

const Restore = ({ version }: { version: number }) => (
  <Confirm
    title={`Restore version ${version}?`}
    does="Restore settings"
    fields={{ intent: 'restore', version: String(version) }}
    target={(open) => (
      <Button onClick={open} variant="default" size="xs" aria-label={`Restore version ${version}`}>
        Restore
      </Button>
    )}
  >
    Its settings are saved again, as a new version. They take effect within a second.
  </Confirm>
);

/** Two versions of the page side by side: the newest and the one before, unless others are chosen. */
function Comparison({ versions }: { versions: SettingsVersion[] }) {
  const [search] = useSearchParams();
  if (versions.length < 2) return null;
  const chosen = (name: string, fallback: number) =>
    versions.find(({ version }) => String(version) === search.get(name)) ?? versions[fallback]!;
  const [older, newer] = [chosen('older', 1), chosen('newer', 0)];
  const names = [...new Set([...Object.keys(older.settings), ...Object.keys(newer.settings)])];
  const shown = (version: SettingsVersion, name: string) =>
    textOf((version.settings as Record<string, unknown>)[name]);
  const changed = names.filter((name) => shown(older, name) !== shown(newer, name));
  const options = versions.map(({ version }) => ({ value: String(version), label: `Version ${version}` }));
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="comparison">
      <Stack>
        <Title order={3} size="h4" id="comparison">
          Compare
        </Title>
        <Form>
          <Group align="flex-end">
            <NativeSelect name="older" label="Version" data={options} defaultValue={String(older.version)} />
            <NativeSelect name="newer" label="with" data={options} defaultValue={String(newer.version)} />
            {search.has('page') && <input type="hidden" name="page" value={search.get('page')!} />}
            <Button type="submit" variant="default">
              Compare
            </Button>
          </Group>
        </Form>
        {changed.length === 0 && <Text size="sm">They say the same.</Text>}
        {changed.map((name) => (
          <div key={name}>
            <Text size="sm" fw={600}>
              {plainName(name)}
            </Text>
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
              {[older, newer].map((version) => (
                <Text
                  key={version.version}
                  size="sm"
                  style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
                >
                  <Text span size="xs" c="dimmed" display="block">
                    Version {version.version}
                  </Text>
                  {shown(version, name)}
                </Text>
              ))}
            </SimpleGrid>
          </div>
        ))}
      </Stack>
    </Card>
  );
}

const plainName = (name: string): string => name.replaceAll('_', ' ');

const textOf = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return '–';
  if (Array.isArray(value)) return value.length > 0 ? value.join('\n') : '–';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
};
