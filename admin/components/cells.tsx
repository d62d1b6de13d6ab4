// A table of the panel: on a narrow screen each row becomes a small card, its cells named by their column.
import type { ReactNode } from 'react';

export type Column = {
  name: string;
  /** Numbers stand at the right. */
  right?: boolean;
  /** The name is for screen readers alone. */
  hidden?: boolean;
  /** In a card the cell speaks for itself and takes the whole width. */
  bare?: boolean;
  maxWidth?: number;
  minWidth?: number;
};
export type Cells = { key: string; cells: ReactNode[] };

/** Rows of cells, in the order of the columns. Plain elements: a page of fifty rows is made in a few milliseconds. */
export function CellTable({ label, columns, rows }: { label?: string; columns: Column[]; rows: Cells[] }) {
  return (
    <table className="rows" aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ name, right, hidden }) => (
            <th key={name} className={right ? 'right' : undefined}>
              {hidden ? <span className="hidden">{name}</span> : name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells }) => (
          <tr key={key}>
            {columns.map(({ name, right, hidden, bare, maxWidth, minWidth }, place) => (
              <td
                key={name}
                className={right ? 'right' : undefined}
                data-label={place === 0 || hidden || bare ? undefined : name}
                style={maxWidth || minWidth ? { maxWidth, minWidth } : undefined}
              >
                {cells[place]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
