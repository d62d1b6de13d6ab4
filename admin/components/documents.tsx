import { ActionIcon, Anchor, Badge, Group, Progress, Table, Text, Tooltip } from '@mantine/core';
import { Link, useFetcher } from '@remix-run/react';
import type { Document } from '../types.ts';
import { Confirm } from './confirm.tsx';
import { RetryIcon, TrashIcon } from './icons.tsx';
import { useMay } from '../may.ts';
import { Moment } from './moment.tsx';
import { bytes, count } from './quantities.ts';
import { typeName } from './type-name.ts';

/** Whether something still happens to a document by itself. */
export const isMoving = ({ status }: Document): boolean => status !== 'ready' && status !== 'failed';

export function Documents({ documents }: { documents: Document[] }) {
  const mayChange = useMay('admin');
  return (
    <Table className="rows" verticalSpacing="sm" horizontalSpacing="md">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th>Status</Table.Th>
          <Table.Th ta="right">Size</Table.Th>
          <Table.Th ta="right">Chunks</Table.Th>
          <Table.Th ta="right">Tokens</Table.Th>
          <Table.Th>Changed</Table.Th>
          {mayChange && (
            <Table.Th>
              <span className="hidden">Actions</span>
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {documents.map((document) => (
          <Row key={document.document_id} document={document} mayChange={mayChange} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ document, mayChange }: { document: Document; mayChange: boolean }) {
  return (
    <Table.Tr>
      <Table.Td maw={340}>
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
      </Table.Td>
      <Table.Td miw={150}>
        <Progressing document={document} />
      </Table.Td>
      <Table.Td ta="right" data-label="Size">
        {bytes(document.bytes)}
      </Table.Td>
      <Table.Td ta="right" data-label="Chunks">
        {count(document.chunk_count)}
      </Table.Td>
      <Table.Td ta="right" data-label="Tokens">
        {count(document.token_count)}
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }} data-label="Changed">
        <Moment at={document.updated_at} />
      </Table.Td>
      {mayChange && (
        <Table.Td>
          <Group gap={4} justify="flex-end" wrap="nowrap">
            {document.status === 'failed' && <Retry document={document} />}
            <DeleteDocument document={document} />
          </Group>
        </Table.Td>
      )}
    </Table.Tr>
  );
}

export function Progressing({ document }: { document: Document }) {
  const { status, progress, error } = document;
  const color = status === 'ready' ? 'teal' : status === 'failed' ? 'red' : 'blue';
  return (
    <>
      <Badge variant="light" color={color} tt="none" className="state">
        {status}
      </Badge>
      {isMoving(document) && (
        <Progress value={progress * 100} size="xs" mt={6} aria-label={`${document.name}: ${status}`} />
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
      <Tooltip label="Read it again">
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

export function DeleteDocument({ document }: { document: Document }) {
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
      Answers will no longer draw from it. It cannot be brought back.
    </Confirm>
  );
}
