import { Anchor, Badge, Group, Text } from '@mantine/core';
import { Link } from '@remix-run/react';
import { Moment } from '../components/moment.tsx';
import { Pager } from '../components/pager.tsx';
import { count } from '../components/quantities.ts';
import { ResourceTable } from '../components/resource-table.tsx';
import type { Source, SourcePages } from '../types.ts';

type Page = SourcePages['pages'][number];
type Filter = { state?: string | undefined; to_be_removed?: boolean | undefined };
type Props = {
  appId: string;
  source: Source;
  pages: Page[];
  total: number;
  page: number;
  perPage: number;
  filter: Filter;
};

const filters: [label: string, search: string, filter: Filter][] = [
  ['All', '?', {}],
  ['To be removed', '?to_be_removed', { to_be_removed: true }],
  ['Read', '?state=read', { state: 'read' }],
  ['Missing', '?state=missing', { state: 'missing' }],
  ['Failed', '?state=failed', { state: 'failed' }],
  ['Skipped', '?state=skipped', { state: 'skipped' }],
  ['Duplicate', '?state=duplicate', { state: 'duplicate' }],
];

const colors: Record<Page['state'], string> = {
  waiting: 'gray',
  read: 'teal',
  duplicate: 'gray',
  skipped: 'gray',
  missing: 'yellow',
  failed: 'red',
};

/** The addresses of a source: what is there, what has changed, what is to be removed, and why. */
export function SourcePageTable({ appId, source, pages, total, page, perPage, filter }: Props) {
  return (
    <ResourceTable
      id="pages"
      title="Pages"
      about={`${count(total)} addresses. A page that is missing in ${source.remove_after} refreshes one after the other is removed.`}
      action={
        <Group component="nav" gap={6} aria-label="By state">
          {filters.map(([label, search, of]) => {
            const here = of.state === filter.state && of.to_be_removed === filter.to_be_removed;
            return (
              <Badge
                key={label}
                component={Link}
                to={search}
                preventScrollReset
                variant={here ? 'filled' : 'default'}
                tt="none"
                size="lg"
                fw={500}
                aria-current={here ? 'page' : undefined}
                style={{ cursor: 'pointer' }}
              >
                {label}
              </Badge>
            );
          })}
        </Group>
      }
      empty={{ title: 'No such pages', text: 'Choose another state, or wait for the next refresh.' }}
      label="Pages"
      columns={[
        { name: 'Address', maxWidth: 420, minWidth: 240 },
        { name: 'State', bare: true, minWidth: 150 },
        { name: 'Last visit' },
        { name: 'Changed', right: true },
        { name: 'Checked', right: true },
      ]}
      rows={pages.map((one) => ({ key: one.page_id, cells: cellsOf(one, appId, source) }))}
    >
      <Pager page={page} pages={Math.ceil(total / perPage)} />
    </ResourceTable>
  );
}

function cellsOf(page: Page, appId: string, { remove_after }: Source) {
  const left = remove_after - page.misses;
  const isLeaving = page.misses > 0 && page.document_id;
  return [
    <Text key="address" size="sm" style={{ overflowWrap: 'anywhere' }}>
      {page.document_id ? (
        <Anchor component={Link} to={`/apps/${appId}/documents/${page.document_id}`} inherit>
          {page.url}
        </Anchor>
      ) : (
        page.url
      )}
    </Text>,
    <div key="state">
      <Badge variant="light" color={colors[page.state]} tt="none" className="state">
        {page.role === 'page' ? page.state : page.role}
      </Badge>
      {[page.message, page.document_error].filter(Boolean).map((message) => (
        <Text key={message} size="xs" c="dimmed" mt={4} maw={320}>
          {message}
        </Text>
      ))}
      {isLeaving && (
        <Text size="xs" className="warning" mt={4} maw={320}>
          {left > 0
            ? `Removed with its document after ${left} more ${left === 1 ? 'refresh' : 'refreshes'} without it.`
            : 'Removed at the next refresh, unless it is back.'}
        </Text>
      )}
    </div>,
    page.change ?? '–',
    page.changed_at ? <Moment at={page.changed_at} /> : '–',
    page.checked_at ? <Moment at={page.checked_at} /> : '–',
  ];
}
