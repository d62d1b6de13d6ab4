import { Anchor, Badge, Button, Card, Group, Stack, Text, TextInput } from '@mantine/core';
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

const sorts = ['created', 'name', 'size', 'chunks', 'status'] as const;

const readFilter = (search: URLSearchParams) => ({
  page: Math.max(1, Math.trunc(Number(search.get('page'))) || 1),
  per_page: PER_PAGE,
  name: search.get('name')?.slice(0, 200) || undefined,
  status: statuses.find((status) => status === search.get('status')),
  source_id: search.get('source')?.slice(0, 100) || undefined,
  tag: search.get('tag')?.trim().slice(0, 50) || undefined,
  sort: sorts.find((sort) => sort === search.get('sort')) ?? 'created',
  order: search.get('order') === 'asc' ? ('asc' as const) : ('desc' as const),
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
  change: onSubmit(panel.changeDocuments.input, (input, { api, ids }) =>
    api.library.change({ app_id: ids['app_id']!, ...input }),
  ),
  'delete-many': onSubmit(panel.deleteDocuments.input, (input, { api, ids }) =>
    api.library.delete({ app_id: ids['app_id']!, ...input }),
  ),
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
  const { documents, counts, found, meta, tags, max_upload_bytes } = data;
  /** The address with another filter or order, from its first page; an empty value takes one away. */
  const link = (change: Record<string, string>) => {
    const next = new URLSearchParams(search);
    next.delete('page');
    for (const [name, value] of Object.entries(change))
      if (value) next.set(name, value);
      else next.delete(name);
    return `?${next}`;
  };
  const linkOf = (status: Document['status'] | undefined) => link({ status: status ?? '', name: '' });
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
      {(all > 0 || filter.tag) && (
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
            {filter.tag && <input type="hidden" name="tag" value={filter.tag} />}
            <input type="hidden" name="sort" value={filter.sort} />
            <input type="hidden" name="order" value={filter.order} />
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
      {(tags.length > 0 || filter.tag) && (
        <Group component="nav" gap={6} aria-label="By tag">
          <Text size="sm" c="dimmed">
            Tags
          </Text>
          {filter.tag && !tags.some(({ tag }) => tag === filter.tag) && (
            <Chip label={filter.tag} amount={0} to={link({ tag: '' })} isHere />
          )}
          {tags.map(({ tag, count: amount }) => (
            <Chip
              key={tag}
              label={tag}
              amount={amount}
              to={link({ tag: tag === filter.tag ? '' : tag })}
              isHere={tag === filter.tag}
            />
          ))}
        </Group>
      )}
      <Card withBorder padding={0}>
        {documents.length > 0 ? (
          <Documents documents={documents} sort={{ by: filter.sort, order: filter.order }} link={link} />
        ) : all === 0 && !filter.tag ? (
          <Empty title="No documents yet">
            {mayChange
              ? 'Drop some files above. You can also upload with the API: POST /api/v1/documents.'
              : 'An admin can upload the first one.'}
          </Empty>
        ) : (
          <Empty title="No matching documents">
            <Anchor component={Link} to="?" inherit underline="always">
              Show all documents
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
      <bdi>{label}</bdi> {count(amount)}
    </Badge>
  );
}
