import { Anchor, Badge, Text } from '@mantine/core';
import type { Erasure } from '../../shared/contract/index.ts';
import { CellTable } from '../components/cells.tsx';
import { Moment } from '../components/moment.tsx';
import { count } from '../components/quantities.ts';

const names: Record<Erasure['subject']['kind'], string> = {
  document: 'Document',
  session: 'Conversation',
  end_user: 'Person',
  app: 'App',
  workspace: 'Workspace',
};

type Row = Erasure & { of?: string };

/** Erasures with their state, what was removed, and the receipt. `of`: which app, if the list covers several. */
export function ErasureTable({ erasures }: { erasures: Row[] }) {
  const named = erasures.some((erasure) => erasure.of !== undefined);
  return (
    <CellTable
      label="Erasures"
      columns={[
        { name: 'Erased' },
        ...(named ? [{ name: 'Of', maxWidth: 220 }] : []),
        { name: 'Requested' },
        { name: 'State', maxWidth: 320 },
        { name: 'Removed', maxWidth: 260 },
        { name: 'Receipt', hidden: true, right: true },
      ]}
      rows={erasures.map((erasure) => ({
        key: erasure.erasure_id,
        cells: [
          <span key="kind">
            {names[erasure.subject.kind]}
            <Text size="xs" c="dimmed" ff="monospace" title={`SHA-256 ${erasure.subject.hash}`}>
              {erasure.subject.hash.slice(0, 12)}…
            </Text>
          </span>,
          ...(named ? [erasure.of ?? ''] : []),
          <Moment key="asked" at={erasure.requested_at} />,
          <State key="state" erasure={erasure} />,
          <Removed key="removed" counts={erasure.removed} />,
          <Receipt key="receipt" erasure={erasure} />,
        ],
      }))}
    />
  );
}

function State({ erasure: { status, problem, completed_at } }: { erasure: Erasure }) {
  if (status === 'completed')
    return (
      <span>
        <Badge color="green" variant="light" tt="none" className="state">
          Nothing left
        </Badge>
        <Text size="xs" c="dimmed">
          {completed_at && <Moment at={completed_at} />}
        </Text>
      </span>
    );
  return (
    <span>
      <Badge color={problem ? 'red' : 'blue'} variant="light" tt="none" className="state">
        {problem ? 'Not finished' : 'Running'}
      </Badge>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {problem
          ? `${problem}; it is retried automatically`
          : 'Files are being removed, then every store is counted'}
      </Text>
    </span>
  );
}

/** A readable store name, such as `answer events`. */
const nameOf = (store: string, many: number) =>
  store.replaceAll('_', ' ').replace(/s$/, many === 1 ? '' : 's');

/** The largest counts. The receipt has all of them. */
function Removed({ counts }: { counts: Record<string, number> }) {
  const found = Object.entries(counts).filter(([, many]) => many > 0);
  const removedCounts = found
    .toSorted(([, a], [, b]) => b - a)
    .map(([store, many]) => `${count(many)} ${nameOf(store, many)}`);
  if (removedCounts.length === 0) return <Text size="sm">Nothing was stored</Text>;
  return (
    <Text size="sm" title={removedCounts.join(', ')}>
      {removedCounts.slice(0, 3).join(', ')}
      {removedCounts.length > 3 && ' …'}
    </Text>
  );
}

function Receipt({ erasure: { erasure_id, receipt } }: { erasure: Erasure }) {
  if (!receipt) return null;
  const href = `data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(receipt, null, 2))}`;
  return (
    <Anchor href={href} download={`receipt-${erasure_id}.json`} size="sm">
      Receipt
    </Anchor>
  );
}
