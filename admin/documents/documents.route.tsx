import { Anchor, Badge, Button, Card, Group, Stack, TextInput } from '@mantine/core';
import { Form, Link, useParams, useRevalidator, useSearchParams } from '@remix-run/react';
import { signedIn } from '../api.server.ts';
import { AddFromUrl } from './add-from-url.tsx';
import { ConnectionLost } from '../components/connection-lost.tsx';
import { Documents, isMoving } from './documents.tsx';
import { Empty } from '../components/empty.tsx';
import { SearchIcon } from '../components/icons.tsx';
import { useMay } from '../may.ts';
import { PageHead } from '../components/page-head.tsx';
import { Pager } from '../components/pager.tsx';
import { count } from '../components/quantities.ts';
import { Uploads } from './uploads.tsx';
import { keepLast, useLive } from '../components/use-live.ts';
import type { Document } from '../types.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { contract, panel } from '../../shared/contract/index.ts';

const PER_PAGE = 25;
const statuses: Document['status'][] = ['queued', 'extracting', 'chunking', 'embedding', 'ready', 'failed'];

const readFilter = (search: URLSearchParams) => ({
  page: Math.max(1, Math.trunc(Number(search.get('page'))) || 1),
  per_page: PER_PAGE,
  name: search.get('name')?.slice(0, 200) || undefined,
  status: statuses.find((status) => status === search.get('status')),
  source_id: search.get('source')?.slice(0, 100) || undefined,
});

export const loader = signedIn(({ request, context: { api }, params }) =>
  api.library.list({ app_id: params['appId']!, ...readFilter(new URL(request.url).searchParams) }),
);

export const clientLoader = keepLast<typeof loader>();

export const action = formAction({
  'add-url': onSubmit(contract.documents.uploadDocuments.input, async ({ url }, { api, ids }) => {
    await api.documents.upload({ app_id: ids['app_id']!, url });
    return url;
  }),
  retry: onSubmit(panel.retryDocument.input, async (input, { api, ids }) => {
    await api.library.retry({ app_id: ids['app_id']!, ...input });
    return input.document_id;
  }),
  delete: onSubmit(panel.retryDocument.input, async (input, { api, ids }) => {
    await api.documents.delete({ app_id: ids['app_id']!, ...input });
    return input.document_id;
  }),
});

export default function AppDocuments() {
  const { lost, ...data } = useLive<typeof loader>(
    ({ counts, documents }) =>
      documents.some(isMoving) ||
      statuses.some((status) => status !== 'ready' && status !== 'failed' && (counts[status] ?? 0) > 0),
  );
  const { appId } = useParams();
  const [search] = useSearchParams();
  const { revalidate } = useRevalidator();
  const mayChange = useMay('admin');
  const filter = readFilter(search);
  const { documents, counts, found, meta, max_upload_bytes } = data;
  const linkOf = (status: Document['status'] | undefined) =>
    `?${new URLSearchParams({ ...(filter.source_id && { source: filter.source_id }), ...(status && { status }) })}`;
  const all = Object.values(counts).reduce((sum, number) => sum + number, 0);
  const moving = all - (counts.ready ?? 0) - (counts.failed ?? 0);
  return (
    <Stack gap="lg">
      <PageHead
        order={2}
        title="Documents"
        about={
          moving > 0
            ? `${count(moving)} in progress. Updates automatically.`
            : filter.source_id
              ? 'The documents of one source.'
              : 'The documents this app answers from.'
        }
        action={
          <Button component={Link} to={`/apps/${appId}/documents/answers`} variant="default" size="sm">
            Curated answers
          </Button>
        }
      />
      <ConnectionLost lost={lost} />
      {mayChange && (
        <Stack gap="xs">
          <Uploads appId={appId!} maxBytes={max_upload_bytes} onTaken={revalidate} />
          <AddFromUrl />
        </Stack>
      )}
      {all > 0 && (
        <Group justify="space-between" gap="sm">
          <Group component="nav" gap={6} aria-label="By status">
            <Chip label="All" amount={all} to={linkOf(undefined)} isHere={!filter.status} />
            {statuses.map(
              (status) =>
                (counts[status] ?? 0) > 0 && (
                  <Chip
                    key={status}
                    label={status}
                    amount={counts[status]!}
                    to={linkOf(status)}
                    isHere={status === filter.status}
                  />
                ),
            )}
          </Group>
          <Form role="search">
            {filter.status && <input type="hidden" name="status" value={filter.status} />}
            {filter.source_id && <input type="hidden" name="source" value={filter.source_id} />}
            <Group gap="xs" wrap="nowrap">
              <TextInput
                key={filter.name}
                name="name"
                aria-label="Name"
                placeholder="Part of a name"
                leftSection={<SearchIcon size={16} />}
                defaultValue={filter.name}
                maxLength={200}
              />
              <Button type="submit" variant="default">
                Search
              </Button>
            </Group>
          </Form>
        </Group>
      )}
      <Card withBorder padding={0}>
        {documents.length > 0 ? (
          <Documents documents={documents} />
        ) : all === 0 ? (
          <Empty title="No documents yet">
            {mayChange
              ? 'Drop some files above. You can also upload with the API: POST /api/v1/documents.'
              : 'An admin can upload the first one.'}
          </Empty>
        ) : (
          <Empty title="No matching documents">
            <Anchor component={Link} to="?" inherit underline="always">
              Show all {count(all)}
            </Anchor>
          </Empty>
        )}
        <Pager page={meta.current_page} pages={Math.ceil(found / PER_PAGE)} />
      </Card>
    </Stack>
  );
}

type ChipProps = { label: string; amount: number; to: string; isHere: boolean };

function Chip({ label, amount, to, isHere }: ChipProps) {
  return (
    <Badge
      component={Link}
      to={to}
      variant={isHere ? 'filled' : 'default'}
      tt="none"
      size="lg"
      fw={500}
      aria-current={isHere ? 'page' : undefined}
      style={{ cursor: 'pointer' }}
    >
      {label} {count(amount)}
    </Badge>
  );
}
