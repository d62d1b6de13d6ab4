// A table of the panel: on a narrow screen each row becomes a small card, its cells named by their column.
import { Table, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';

export type Column = { name: string; right?: boolean; hidden?: boolean };
export type Cells = { key: string; cells: ReactNode[] };

/** Rows of cells, in the order of the columns; a hidden name is for screen readers alone. */
export function CellTable({ label, columns, rows }: { label: string; columns: Column[]; rows: Cells[] }) {
  return (
    <Table className="rows" verticalSpacing="sm" horizontalSpacing="md" aria-label={label}>
      <Table.Thead>
        <Table.Tr>
          {columns.map(({ name, right, hidden }) => (
            <Table.Th key={name} ta={right ? 'right' : undefined}>
              {hidden ? <VisuallyHidden>{name}</VisuallyHidden> : name}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ key, cells }) => (
          <Table.Tr key={key}>
            {cells.map((cell, place) => (
              <Table.Td
                key={columns[place]!.name}
                ta={columns[place]!.right ? 'right' : undefined}
                data-label={place === 0 || columns[place]!.hidden ? undefined : columns[place]!.name}
              >
                {cell}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
