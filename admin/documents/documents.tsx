import { ActionIcon, Anchor, Badge, Group, Progress, Text, Tooltip } from '@mantine/core';
import { Link, useFetcher } from '@remix-run/react';
import type { Document } from '../types.ts';
import { CellTable, type Column } from '../components/cells.tsx';
import { Confirm } from '../components/confirm.tsx';
import { RetryIcon, TrashIcon } from '../components/icons.tsx';
import { useMay } from '../may.ts';
import { Moment } from '../components/moment.tsx';
import { bytes, count } from '../components/quantities.ts';
import { typeName } from './type-name.ts';

/** Whether a document is still being processed. */
export const isMoving = ({ status, new_version }: Document): boolean =>
  isUnread(status) || new_version !== null;

const isUnread = (status: Document['status']) => status !== 'ready' && status !== 'failed';

const columns: Column[] = [
  { name: 'Name', maxWidth: 340 },
  { name: 'Status', bare: true, minWidth: 150 },
  { name: 'Size', right: true },
  { name: 'Chunks', right: true },
  { name: 'Tokens', right: true },
  { name: 'Changed', right: true },
];

export function Documents({ documents }: { documents: Document[] }) {
  const mayChange = useMay('admin');
  return (
    <CellTable
      columns={mayChange ? [...columns, { name: 'Actions', hidden: true }] : columns}
      rows={documents.map((document) => ({
        key: document.document_id,
        cells: [
          <>
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
            <Text size="xs" c="dimmed" truncate>
              {typeName(document.media_type)}
            </Text>
          </>,
          <Progressing document={document} />,
          bytes(document.bytes),
          count(document.chunk_count),
          count(document.token_count),
          <Moment at={document.updated_at} />,
          <Group gap={4} justify="flex-end" wrap="nowrap">
            {document.status === 'failed' && <Retry document={document} />}
            <DeleteDocument document={document} />
          </Group>,
        ],
      }))}
    />
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
            New version {new_version.name}: {new_version.status}. Until it is ready, this version is used.
          </Text>
          <Progress
            value={new_version.progress * 100}
            size="xs"
            mt={4}
            aria-label={`New version of ${document.name}: ${new_version.status}`}
          />
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
      back.
    </Confirm>
  );
}
