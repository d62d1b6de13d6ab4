// A table that becomes a list of cards on narrow screens, with labelled cells.
import { Link } from '@remix-run/react';
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
  /** The address of the page sorted by this column, and how it is now. */
  sort?: { to: string; now: 'asc' | 'desc' | undefined };
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
    <table className={columns.some(({ sort }) => sort) ? 'rows sorted' : 'rows'} aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ name, right, hidden, sort }) => (
            <th
              key={name}
              className={right ? 'right' : undefined}
              aria-sort={sort?.now && (sort.now === 'asc' ? 'ascending' : 'descending')}
            >
              {hidden ? (
                <span className="hidden">{name}</span>
              ) : sort ? (
                <Link to={sort.to} preventScrollReset>
                  {name}
                  {sort.now && <span aria-hidden> {sort.now === 'asc' ? '↑' : '↓'}</span>}
                </Link>
              ) : (
                name
              )}
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
