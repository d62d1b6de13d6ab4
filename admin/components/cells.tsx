// A table that becomes a list of cards on narrow screens, with labelled cells.
import type { ReactNode } from 'react';

export type Column = {
  name: string;
  /** Aligned right, for numbers. */
  right?: boolean;
  /** The name is for screen readers only. */
  hidden?: boolean;
  /** In a card, the cell has no label and takes the full width. */
  bare?: boolean;
  maxWidth?: number;
  minWidth?: number;
};
export type Cells = {
  key: string;
  /** Anchor of the row. */
  id?: string;
  cells: ReactNode[];
};

/** Cells in the order of the columns. Plain elements, because fifty rows of components take too long to render. */
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
        {rows.map(({ key, id, cells }) => (
          <tr key={key} id={id}>
            {columns.map(({ name, right, hidden, bare, maxWidth, minWidth }, index) => (
              <td
                key={name}
                className={right ? 'right' : undefined}
                data-label={index === 0 || hidden || bare ? undefined : name}
                style={maxWidth || minWidth ? { maxWidth, minWidth } : undefined}
              >
                {cells[index]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
