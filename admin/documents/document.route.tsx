import { Anchor, Badge, Button, Card, Code, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { redirect } from '@remix-run/node';
import { Link, useFetcher, useParams, useRevalidator, useSearchParams } from '@remix-run/react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { signedIn } from '../api.server.ts';
import { Confirm } from '../components/confirm.tsx';
import { isMoving, Progressing } from './documents.tsx';
import { Empty } from '../components/empty.tsx';
import { ErasurePreview } from '../privacy/erasure-preview.tsx';
import { ErrorPage } from '../components/error-page.tsx';
import { Extract } from './extract.tsx';
import { Figure } from '../components/figure.tsx';
import { DownloadIcon, RetryIcon, TrashIcon } from '../components/icons.tsx';
import { useMay } from '../may.ts';
import { Moment } from '../components/moment.tsx';
import { ConnectionLost } from '../components/connection-lost.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Pager } from '../components/pager.tsx';
import { bytes, count } from '../components/quantities.ts';
import { useReplace } from './replace.tsx';
import { typeName } from './type-name.ts';
import { keepLast, useLive } from '../components/use-live.ts';
import type { DocumentView } from '../types.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { panel } from '../../shared/contract/panel.ts';

const whole = (text: string | null) => (text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined);

const readPlace = (search: URLSearchParams) => ({
  page: Math.max(1, whole(search.get('page')) ?? 1),
  at: whole(search.get('at')),
});

export const loader = signedIn(({ request, context: { api }, params }) =>
  api.library.view({
    app_id: params['appId']!,
    document_id: params['documentId']!,
    ...readPlace(new URL(request.url).searchParams),
  }),
);

export const clientLoader = keepLast<typeof loader>();

export const action = formAction({
  retry: onSubmit(panel.retryDocument.input, async (input, { api, ids }) => {
    const { document } = await api.library.retry({ app_id: ids['app_id']!, ...input });
    return document.status;
  }),
  refresh: onSubmit(panel.retryDocument.input, async (input, { api, ids }) => {
    const { document } = await api.documents.refresh({ app_id: ids['app_id']!, ...input });
    return document.status;
  }),
  delete: onSubmit(panel.retryDocument.input, async (input, { api, ids }) => {
    await api.documents.delete({ app_id: ids['app_id']!, ...input });
    throw redirect(`/apps/${ids['app_id']}/documents`);
  }),
});

export default function DocumentPage() {
  const { lost, ...data } = useLive<typeof loader>(({ document }) => isMoving(document));
  const { appId } = useParams();
  const [search] = useSearchParams();
  const { document } = data;
  const { revalidate } = useRevalidator();
  const replace = useReplace({
    appId: appId!,
    documentId: document.document_id,
    onTaken: () => revalidate(),
  });
  const metadata = Object.keys(document.metadata).length > 0;
  return (
    <Stack gap="lg">
      <PageHead
        order={2}
        back={{ to: `/apps/${appId}/documents`, label: 'Documents' }}
        title={document.name}
        about={
          <>
            {typeName(document.media_type)} · changed <Moment at={document.updated_at} />
            {document.source_url && (
              <>
                {' · from '}
                <Anchor
                  href={document.source_url}
                  target="_blank"
                  rel="noopener noreferrer"
                  inherit
                  underline="always"
                  style={{ overflowWrap: 'anywhere' }}
                >
                  {document.source_url}
                </Anchor>
              </>
            )}
            {document.source_id && (
              <>
                {' · of a '}
                <Anchor
                  component={Link}
                  to={`/apps/${appId}/sources/${document.source_id}`}
                  inherit
                  underline="always"
                >
                  source
                </Anchor>
              </>
            )}
          </>
        }
        action={<Actions data={data} appId={appId!} replace={replace.button} />}
      />
      <ConnectionLost lost={lost} />
      {replace.state}
      <Card withBorder>
        <SimpleGrid cols={{ base: 2, sm: 5 }}>
          <div>
            <Text size="xs" c="dimmed" fw={500} mb={4}>
              Status
            </Text>
            <Progressing document={document} />
          </div>
          <Figure name="Size" value={bytes(document.bytes)} />
          <Figure name="Chunks" value={count(document.chunk_count)} />
          <Figure name="Tokens" value={count(document.token_count)} />
          <Figure name="Language" value={document.language ?? '–'} />
        </SimpleGrid>
        {metadata && (
          <Code block mt="md" aria-label="Metadata">
            {JSON.stringify(document.metadata, null, 2)}
          </Code>
        )}
      </Card>
      <Chunks data={data} at={readPlace(search).at} />
    </Stack>
  );
}

type ActionsProps = { data: DocumentView; appId: string; replace: ReactNode };

function Actions({ data: { document }, appId, replace }: ActionsProps) {
  const fetcher = useFetcher();
  const mayChange = useMay('admin');
  return (
    <Group gap="xs">
      <Button
        component="a"
        href={`/admin/files/${appId}/${document.document_id}`}
        download
        variant="default"
        size="sm"
        leftSection={<DownloadIcon size={16} />}
      >
        Original
      </Button>
      {mayChange && replace}
      {mayChange && document.status === 'failed' && (
        <fetcher.Form method="post">
          <input type="hidden" name="intent" value="retry" />
          <Button
            type="submit"
            variant="default"
            size="sm"
            leftSection={<RetryIcon size={16} />}
            loading={fetcher.state !== 'idle'}
          >
            Retry
          </Button>
        </fetcher.Form>
      )}
      {mayChange && document.status === 'ready' && document.source_url && (
        <fetcher.Form method="post">
          <input type="hidden" name="intent" value="refresh" />
          <Button
            type="submit"
            variant="default"
            size="sm"
            leftSection={<RetryIcon size={16} />}
            loading={fetcher.state !== 'idle'}
          >
            Refresh
          </Button>
        </fetcher.Form>
      )}
      {mayChange && (
        <Confirm
          title="Delete this document?"
          does="Delete document"
          fields={{ intent: 'delete' }}
          target={(open) => (
            <Button variant="default" size="sm" leftSection={<TrashIcon size={16} />} onClick={open}>
              Delete
            </Button>
          )}
        >
          <Stack gap="xs">
            <div>
              <b>{document.name}</b> is removed from every store: its original, its text, its chunks and
              vectors, and a new version that is being read.
            </div>
            <ErasurePreview appId={appId} subject={{ document_id: document.document_id }} />
            <div>
              Conversations stay. An answer that quotes it loses its text and its citations; the question
              stays. Costs stay, without any text. This cannot be undone; a signed receipt follows on the
              Privacy page.
            </div>
          </Stack>
        </Confirm>
      )}
    </Group>
  );
}

function Chunks({ data, at }: { data: DocumentView; at: number | undefined }) {
  const { chunks, extract, chunk_page, chunk_pages, document } = data;
  const atChunk = at === undefined ? undefined : chunks.find(({ start, end }) => start <= at && at < end);
  const [chosen, setChosen] = useState<number | undefined>(atChunk?.ordinal);
  const text = useRef<HTMLDivElement>(null);
  useEffect(() => {
    text.current?.querySelector('[data-chosen]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  if (chunks.length === 0)
    return (
      <Card withBorder padding={0}>
        <Empty title={document.status === 'failed' ? 'This document could not be read' : 'Not processed yet'}>
          {document.status === 'failed'
            ? 'See the reason above. Retry, or upload a new version.'
            : 'Its chunks and text appear here as soon as it has been processed.'}
        </Empty>
      </Card>
    );
  return (
    <Card withBorder padding={0}>
      <div className="viewer">
        <ol className="chunks" aria-label="Chunks" tabIndex={0}>
          {chunks.map((chunk) => (
            <li key={chunk.chunk_id}>
              <button
                type="button"
                aria-pressed={chosen === chunk.ordinal}
                onClick={() => setChosen(chosen === chunk.ordinal ? undefined : chunk.ordinal)}
              >
                <Group gap={6} mb={2}>
                  <Badge variant="default" size="sm" tt="none">
                    {chunk.ordinal + 1}
                  </Badge>
                  <Text size="xs" c="dimmed" span>
                    {count(chunk.tokens)} tokens{chunk.page === null ? '' : ` · page ${chunk.page}`}
                    {chunk.ocr && ' · OCR'}
                  </Text>
                </Group>
                {chunk.headings.length > 0 && (
                  <Text size="xs" fw={600} span display="block" dir="auto" lineClamp={1}>
                    {chunk.headings.join(' › ')}
                  </Text>
                )}
                <Text size="xs" span dir="auto" lineClamp={2}>
                  {chunk.text}
                </Text>
              </button>
            </li>
          ))}
        </ol>
        <div className="extract tall" ref={text} tabIndex={0} role="region" aria-label="Extracted text">
          {extract ? (
            <Extract extract={extract} chunks={chunks} chosen={chosen} choose={setChosen} />
          ) : (
            'The extracted text is not available yet.'
          )}
        </div>
      </div>
      <Pager page={chunk_page} pages={chunk_pages} />
    </Card>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
