import { Anchor, Button, Card, Group, Radio, SimpleGrid, Stack, Text } from '@mantine/core';
import { redirect } from '@remix-run/node';
import { Link, useFetcher, useParams, useSearchParams } from '@remix-run/react';
import { DeleteSource, SourcePageState } from '../../shared/contract/sources.ts';
import { signedIn } from '../api.server.ts';
import { ConnectionLost } from '../components/connection-lost.tsx';
import { ErrorPage } from '../components/error-page.tsx';
import { Figure } from '../components/figure.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { RetryIcon, TrashIcon } from '../components/icons.tsx';
import { Moment } from '../components/moment.tsx';
import { PageHead } from '../components/page-head.tsx';
import { problemIn, Refused } from '../components/problem.tsx';
import { count } from '../components/quantities.ts';
import { Section } from '../components/section.tsx';
import { SettingsCard } from '../components/settings-card.tsx';
import { keepLast, useLive } from '../components/use-live.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { useMay } from '../may.ts';
import type { Source } from '../types.ts';
import { kindNames, SourceForm } from './source-fields.tsx';
import { SourceFields, toSource } from './source-input.server.ts';
import { SourcePageTable } from './source-pages.tsx';
import { SourceRuns } from './source-runs.tsx';
import { SourceState } from './source-state.tsx';

const PER_PAGE = 25;

const readFilter = (search: URLSearchParams) => ({
  state: search.get('state') ?? undefined,
  to_be_removed: search.has('to_be_removed') || undefined,
});

/** The page of the list that an address asks for; an unknown state is none. */
const pagesOf = (search: URLSearchParams) => ({
  ...readFilter(search),
  page: Math.max(1, Math.trunc(Number(search.get('page'))) || 1),
  per_page: PER_PAGE,
  state: SourcePageState.options.find((state) => state === search.get('state')),
});

export const loader = signedIn(async ({ request, context: { api }, params }) => {
  const of = { app_id: params['appId']!, source_id: params['sourceId']! };
  const [found, listed] = await Promise.all([
    api.sources.get(of),
    api.sources.pages({ ...of, ...pagesOf(new URL(request.url).searchParams) }),
  ]);
  return { ...found, ...listed };
});

export const clientLoader = keepLast<typeof loader>();

export const action = formAction({
  refresh: async ({ api, ids }) => {
    const { source } = await api.sources.refresh({ app_id: ids['app_id']!, source_id: ids['source_id']! });
    return source.state;
  },
  update: onSubmit(SourceFields, async (input, { api, ids }) => {
    const { kind: _stays, ...source } = toSource(input);
    await api.sources.update({ app_id: ids['app_id']!, source_id: ids['source_id']!, ...source });
    return true;
  }),
  delete: onSubmit(DeleteSource, async (input, { api, ids }) => {
    await api.sources.delete({ app_id: ids['app_id']!, ...input });
    throw redirect(`/apps/${ids['app_id']}/sources`);
  }),
});

export default function SourcePage() {
  const { source, runs, pages, total, meta, lost } = useLive<typeof loader>(
    ({ source }) => source.state === 'running',
  );
  const { appId } = useParams();
  const [search] = useSearchParams();
  const mayChange = useMay('admin');
  return (
    <Stack gap="lg">
      <PageHead
        order={2}
        back={{ to: `/apps/${appId}/sources`, label: 'Sources' }}
        title={source.name}
        about={<About source={source} />}
        action={mayChange && <Actions source={source} />}
      />
      <ConnectionLost lost={lost} />
      <Card withBorder>
        <SimpleGrid cols={{ base: 2, sm: 4 }}>
          <div>
            <Text size="xs" c="dimmed" fw={500} mb={4}>
              State
            </Text>
            <SourceState source={source} />
          </div>
          <Figure name="Documents" value={count(source.documents)} />
          <Figure name="To be removed" value={count(source.to_be_removed)} />
          <div>
            <Text size="xs" c="dimmed" fw={500} mb={4}>
              Next refresh
            </Text>
            <Text size="sm">{source.next_run_at ? <Moment at={source.next_run_at} /> : 'By hand'}</Text>
          </div>
        </SimpleGrid>
      </Card>
      <SourcePageTable
        appId={appId!}
        source={source}
        pages={pages}
        total={total}
        page={meta.current_page}
        perPage={PER_PAGE}
        filter={readFilter(search)}
      />
      <SourceRuns runs={runs} />
      {mayChange && (
        <Section
          id="settings"
          title="Settings"
          about="Saving stops a refresh under way. The next one asks for every page in full."
        >
          <SettingsCard intent="update" does="Save settings" mayChange>
            {(problem) => <SourceForm kind={source.kind} source={source} problem={problem} />}
          </SettingsCard>
        </Section>
      )}
    </Stack>
  );
}

const About = ({ source }: { source: Source }) => (
  <>
    {kindNames[source.kind]} ·{' '}
    <Anchor
      href={source.addresses[0]}
      target="_blank"
      rel="noopener noreferrer"
      inherit
      underline="always"
      style={{ overflowWrap: 'anywhere' }}
    >
      {source.addresses[0]}
    </Anchor>
    {source.addresses.length > 1 && ` and ${count(source.addresses.length - 1)} more`}
  </>
);

function Actions({ source }: { source: Source }) {
  const fetcher = useFetcher();
  const { appId } = useParams();
  return (
    <Stack gap={4} align="flex-end">
      <Group gap="xs">
        <Button
          component={Link}
          to={`/apps/${appId}/documents?source=${source.source_id}`}
          variant="default"
          size="sm"
        >
          Documents
        </Button>
        <fetcher.Form method="post">
          <input type="hidden" name="intent" value="refresh" />
          <Button
            type="submit"
            size="sm"
            leftSection={<RetryIcon size={16} />}
            loading={fetcher.state !== 'idle'}
            disabled={source.state === 'running'}
          >
            Refresh now
          </Button>
        </fetcher.Form>
        <FormDialog
          title="Delete this source?"
          does="Delete source"
          destroys
          fields={{ intent: 'delete', source_id: source.source_id }}
          target={(open) => (
            <Button variant="default" size="sm" leftSection={<TrashIcon size={16} />} onClick={open}>
              Delete
            </Button>
          )}
        >
          {() => (
            <Radio.Group
              name="documents"
              label={`Its ${count(source.documents)} documents`}
              defaultValue="keep"
            >
              <Stack gap="xs" mt="xs">
                <Radio value="keep" label="Keep them. They are no longer refreshed" />
                <Radio
                  value="remove"
                  label="Erase them. Past answers that quote them lose their text; this cannot be undone"
                />
              </Stack>
            </Radio.Group>
          )}
        </FormDialog>
      </Group>
      <Refused problem={problemIn(fetcher.data)} />
    </Stack>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
