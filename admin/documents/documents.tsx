import { ActionIcon, Anchor, Badge, Group, Progress, Text, Tooltip } from '@mantine/core';
import { Link, useFetcher } from '@remix-run/react';
import { useState } from 'react';
import type { Document } from '../types.ts';
import { CellTable, type Column } from '../components/cells.tsx';
import { Confirm } from '../components/confirm.tsx';
import { RetryIcon, TrashIcon } from '../components/icons.tsx';
import { useMay } from '../may.ts';
import { Moment } from '../components/moment.tsx';
import { bytes, count } from '../components/quantities.ts';
import { Selection, tagsOf } from './selection.tsx';
import { typeName } from './type-name.ts';

/** Whether a document is still being processed. */
export const isMoving = ({ status, new_version }: Document): boolean =>
  isUnread(status) || new_version !== null;

const isUnread = (status: Document['status']) => status !== 'ready' && status !== 'failed';

type Sort = { by: string; order: 'asc' | 'desc' };

/** By column, the sort of the API and the order of the first click. */
const sorts: Record<string, [by: string, first: Sort['order']]> = {
  Name: ['name', 'asc'],
  Status: ['status', 'asc'],
  Size: ['size', 'desc'],
  Chunks: ['chunks', 'desc'],
  Created: ['created', 'desc'],
};

const columns: Column[] = [
  { name: 'Name', maxWidth: 340 },
  { name: 'Status', bare: true, minWidth: 150 },
  { name: 'Source', maxWidth: 180 },
  { name: 'Size', right: true },
  { name: 'Chunks', right: true },
  { name: 'Created', right: true },
];

type Props = { documents: Document[]; sort: Sort; link: (change: Record<string, string>) => string };

export function Documents({ documents, sort, link }: Props) {
  const mayChange = useMay('admin');
  const [picked, setPicked] = useState<string[]>([]);
  const chosen = documents.filter(({ document_id }) => picked.includes(document_id));
  const pick = (id: string, isOn: boolean) =>
    setPicked(isOn ? [...picked, id] : picked.filter((one) => one !== id));
  const sorted = columns.map((column): Column => {
    const [by, first] = sorts[column.name] ?? [];
    if (!by || !first) return column;
    const now = by === sort.by ? sort.order : undefined;
    const order = now ? (now === 'asc' ? 'desc' : 'asc') : first;
    return { ...column, sort: { to: link({ sort: by, order }), now } };
  });
  return (
    <>
      {mayChange && <Selection documents={documents} chosen={chosen} choose={setPicked} />}
      <CellTable
        columns={mayChange ? [...sorted, { name: 'Actions', hidden: true }] : sorted}
        rows={documents.map((document) => ({
          key: document.document_id,
          cells: [
            <div className="picked">
              {mayChange && (
                <input
                  type="checkbox"
                  className="pick"
                  aria-label={`Choose ${document.name}`}
                  checked={picked.includes(document.document_id)}
                  onChange={(event) => pick(document.document_id, event.currentTarget.checked)}
                />
              )}
              <Named document={document} link={link} />
            </div>,
            <Progressing document={document} />,
            <From document={document} />,
            bytes(document.bytes),
            count(document.chunk_count),
            <Moment at={document.created_at} />,
            <Group gap={4} justify="flex-end" wrap="nowrap">
              {document.status === 'failed' && <Retry document={document} />}
              <DeleteDocument document={document} />
            </Group>,
          ],
        }))}
      />
    </>
  );
}

const Named = ({ document, link }: { document: Document; link: Props['link'] }) => (
  <div style={{ minWidth: 0 }}>
    <Anchor
      component={Link}
      to={document.document_id}
      size="sm"
      fw={500}
      display="block"
      style={{ overflowWrap: 'anywhere' }}
    >
      {document.name}
    </Anchor>
    <Text size="xs" c="dimmed" dir="auto" truncate>
      {typeName(document.media_type)}
    </Text>
    {tagsOf(document).length > 0 && (
      <div className="tags">
        {tagsOf(document).map((tag) => (
          <Badge
            key={tag}
            component={Link}
            to={link({ tag })}
            variant="default"
            size="sm"
            tt="none"
            style={{ cursor: 'pointer' }}
          >
            {tag}
          </Badge>
        ))}
      </div>
    )}
  </div>
);

/** Where a document is from: a source, an address, or an upload. */
function From({ document: { source_id, source_url } }: { document: Document }) {
  if (!source_url) return 'Upload';
  const { host } = new URL(source_url);
  return source_id ? (
    <Anchor component={Link} to={`../sources/${source_id}`} size="sm" title={source_url}>
      {host}
    </Anchor>
  ) : (
    <span title={source_url}>{host}</span>
  );
}

const outages = {
  model_server: 'the model server',
  database: 'the database',
  disk: 'space on the disk',
  file_store: 'the file store',
};

const Waiting = ({ for: outage }: { for: keyof typeof outages }) => (
  <Text size="xs" c="dimmed" mt={4}>
    Waiting for {outages[outage]}. It continues by itself.
  </Text>
);

type Counts = Pick<Document, 'embedded_count' | 'chunk_count'>;

const Embedded = ({ of: { embedded_count, chunk_count } }: { of: Counts }) => (
  <Text size="xs" c="dimmed" mt={4}>
    {count(embedded_count)} of {count(chunk_count)} {chunk_count === 1 ? 'chunk' : 'chunks'}
  </Text>
);

const Recognition = ({ ocr }: { ocr: NonNullable<Document['ocr']> }) => (
  <Text size="xs" c="dimmed" mt={4}>
    OCR by {ocr.by}: {ocr.done} of {ocr.pages} {ocr.pages === 1 ? 'page' : 'pages'}, {ocr.seconds} s
  </Text>
);

export function Progressing({ document }: { document: Document }) {
  const { status, progress, error, new_version } = document;
  const color = status === 'ready' ? 'teal' : status === 'failed' ? 'red' : 'blue';
  return (
    <>
      <Badge variant="light" color={color} tt="none" className="state">
        {status}
      </Badge>
      {isUnread(status) && (
        <Progress value={progress * 100} size="xs" mt={6} aria-label={`${document.name}: ${status}`} />
      )}
      {status === 'embedding' && <Embedded of={document} />}
      {document.ocr && <Recognition ocr={document.ocr} />}
      {document.waiting_for && <Waiting for={document.waiting_for} />}
      {document.warnings.map(({ message }) => (
        <Text key={message} size="xs" className="warning" mt={4} maw={320}>
          {message}
        </Text>
      ))}
      {new_version && (
        <div style={{ marginTop: 6 }}>
          <Text size="xs" c="dimmed" maw={320} style={{ overflowWrap: 'anywhere' }}>
            New version <bdi>{new_version.name}</bdi>: {new_version.status}. Until it is ready, this version
            is used.
          </Text>
          <Progress
            value={new_version.progress * 100}
            size="xs"
            mt={4}
            aria-label={`New version of ${document.name}: ${new_version.status}`}
          />
          {new_version.status === 'embedding' && <Embedded of={new_version} />}
          {new_version.waiting_for && <Waiting for={new_version.waiting_for} />}
        </div>
      )}
      {error && (
        <Text size="xs" className="bad" mt={4} maw={320}>
          {error}
        </Text>
      )}
    </>
  );
}

function Retry({ document }: { document: Document }) {
  const fetcher = useFetcher();
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value="retry" />
      <input type="hidden" name="document_id" value={document.document_id} />
      <Tooltip label="Retry">
        <ActionIcon
          type="submit"
          variant="subtle"
          color="gray"
          aria-label={`Retry ${document.name}`}
          loading={fetcher.state !== 'idle'}
        >
          <RetryIcon size={16} />
        </ActionIcon>
      </Tooltip>
    </fetcher.Form>
  );
}

function DeleteDocument({ document }: { document: Document }) {
  return (
    <Confirm
      title="Delete this document?"
      does="Delete document"
      fields={{ intent: 'delete', document_id: document.document_id }}
      target={(open) => (
        <Tooltip label="Delete">
          <ActionIcon variant="subtle" color="gray" aria-label={`Delete ${document.name}`} onClick={open}>
            <TrashIcon size={16} />
          </ActionIcon>
        </Tooltip>
      )}
    >
      <b>{document.name}</b> goes with its {count(document.chunk_count)} chunks, its vectors and its original.
      It will no longer be used in answers, and past answers that quote it lose their text. This cannot be
      undone.
    </Confirm>
  );
}
