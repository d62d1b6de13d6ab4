import { Badge, Button, Code, Group, Progress, Table, Text } from '@mantine/core';
import { Link } from '@remix-run/react';
import type { Document, DocumentPage } from '../types.ts';
import { Empty } from './empty.tsx';
import { Moment } from './moment.tsx';
import { bytes, count } from './quantities.ts';
import { Section } from './section.tsx';

/** Whether something still happens to a document by itself. */
export const isMoving = ({ status }: Document): boolean => status !== 'ready' && status !== 'failed';

export function Documents({ documents, meta, origin }: DocumentPage & { origin: string }) {
  const moving = documents.filter(isMoving).length;
  const about =
    moving > 0 ? `${count(moving)} on the way; this list follows by itself.` : 'What answers are drawn from.';
  return (
    <Section id="documents" title="Documents" about={about}>
      {documents.length === 0 ? (
        <Empty title={meta.current_page > 1 ? 'No more documents' : 'No documents yet'}>
          <Text size="sm" mb="xs">
            Upload them with a key that has the scope documents:write:
          </Text>
          <Code block ta="left">
            {`curl ${origin}/api/v1/documents \\\n  -H 'Authorization: Bearer KEY' \\\n  -F file=@handbook.pdf`}
          </Code>
        </Empty>
      ) : (
        <Table className="rows" verticalSpacing="sm" horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Status</Table.Th>
              <Table.Th ta="right">Size</Table.Th>
              <Table.Th ta="right">Chunks</Table.Th>
              <Table.Th ta="right">Tokens</Table.Th>
              <Table.Th>Changed</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {documents.map((document) => (
              <Row key={document.document_id} document={document} />
            ))}
          </Table.Tbody>
        </Table>
      )}
      {(meta.current_page > 1 || meta.has_more) && <Pages {...meta} />}
    </Section>
  );
}

function Row({ document }: { document: Document }) {
  return (
    <Table.Tr>
      <Table.Td maw={360}>
        <Text size="sm" fw={500} truncate title={document.name}>
          {document.name}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {document.media_type}
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
    </Table.Tr>
  );
}

function Progressing({ document }: { document: Document }) {
  const { status, progress, error } = document;
  const color = status === 'ready' ? 'teal' : status === 'failed' ? 'red' : 'blue';
  return (
    <>
      <Badge variant="light" color={color} tt="none">
        {status}
      </Badge>
      {isMoving(document) && (
        <Progress value={progress * 100} size="xs" mt={6} aria-label={`${document.name}: ${status}`} />
      )}
      {error && (
        <Text size="xs" c="red" mt={4} maw={280}>
          {error}
        </Text>
      )}
    </>
  );
}

const page = (number: number) => ({ search: `?page=${number}` });

function Pages({ current_page, has_more }: DocumentPage['meta']) {
  return (
    <Group justify="flex-end" p="sm" gap="xs">
      {current_page > 1 && (
        <Button component={Link} to={page(current_page - 1)} variant="default" size="xs">
          Newer
        </Button>
      )}
      {has_more && (
        <Button component={Link} to={page(current_page + 1)} variant="default" size="xs">
          Older
        </Button>
      )}
    </Group>
  );
}
